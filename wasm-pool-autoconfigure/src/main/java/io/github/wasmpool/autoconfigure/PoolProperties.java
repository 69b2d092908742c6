package io.github.wasmpool.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.ResultConvention;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of one pool. What is {@code null} is not configured: a named
 * pool inherits it, then the library's own default holds.
 */
public class PoolProperties {

	/**
	 * Whether the pool is made. Named pools inherit it: 'wasm.pool.enabled=false'
	 * switches off all pools that do not say otherwise.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Location of the module, a '.wasm' binary, as a Spring resource, such as
	 * 'classpath:orders.wasm'. Without it there is no pool.
	 */
	private @Nullable String module;

	private final Memory memory = new Memory();

	/**
	 * Most instances that live at once, at least 1. Twice the processors by default.
	 */
	private @Nullable Integer size;

	/**
	 * Instances kept ready, from 0 to 'size'. The value of 'size' by default.
	 */
	private @Nullable Integer minIdle;

	/**
	 * How long a borrower waits for an instance. Zero fails at once.
	 */
	private @Nullable Duration acquireTimeout;

	/**
	 * Most borrowers that wait at once; those beyond are refused at once. Unlimited by
	 * default.
	 */
	private @Nullable Integer maxWaiting;

	/**
	 * Whether calls can be ended at a deadline. The checks cost up to half the speed of a
	 * tight loop.
	 */
	private @Nullable Boolean interruptible;

	/**
	 * How long one entry into the guest may take, by the clock on the wall. Positive, and
	 * well below the acquire timeout.
	 */
	private @Nullable Duration executionTimeout;

	/**
	 * How long the start function, and each initialiser, of an instance may take.
	 * Positive.
	 */
	private @Nullable Duration initializationTimeout;

	/**
	 * What becomes of an instance that is returned.
	 */
	private @Nullable ResetPolicy reset;

	/**
	 * Export without parameters that is called on each return of a warm instance.
	 */
	private @Nullable String resetExport;

	/**
	 * Loans after which a warm instance is retired, at least 1. Unlimited by default.
	 */
	private @Nullable Integer maxUses;

	/**
	 * Time after which a warm instance is retired, less up to a tenth at random.
	 * Unlimited by default.
	 */
	private @Nullable Duration maxLifetime;

	/**
	 * Time after which a warm instance that is not used is retired, if more than
	 * 'min-idle' are idle. Unlimited by default.
	 */
	private @Nullable Duration idleTimeout;

	/**
	 * Where guests run: on the thread that borrows, or on threads of the pool with a
	 * large stack, for untrusted or deeply recursive guests and callers on virtual
	 * threads.
	 */
	private @Nullable ExecutionMode execution;

	private final Dedicated dedicated = new Dedicated();

	/**
	 * Time after which an instance that is still on loan is reported, once, with the
	 * stack of its borrower. Off by default.
	 */
	private @Nullable Duration leakDetectionThreshold;

	/**
	 * Export without parameters that is called once in each new instance. Inherited only
	 * together with the module.
	 */
	private @Nullable String initialize;

	/**
	 * Most stack a guest can use, from 32KB to 2MB. A thread that calls a guest must have
	 * this much stack left.
	 */
	private @Nullable DataSize guestStack;

	/**
	 * Most calls of host functions that one call into the guest can make, from 1 to
	 * 1000000.
	 */
	private @Nullable Integer maxHostCalls;

	/**
	 * How long closing the pool waits for instances that are on loan.
	 */
	private @Nullable Duration shutdownGracePeriod;

	private final Limits limits = new Limits();

	private final Abi abi = new Abi();

	private final Wasi wasi = new Wasi();

	private final Features features = new Features();

	public @Nullable Boolean getEnabled() {
		return this.enabled;
	}

	public void setEnabled(@Nullable Boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getModule() {
		return this.module;
	}

	public void setModule(@Nullable String module) {
		this.module = module;
	}

	public Memory getMemory() {
		return this.memory;
	}

	public @Nullable Integer getSize() {
		return this.size;
	}

	public void setSize(@Nullable Integer size) {
		this.size = size;
	}

	public @Nullable Integer getMinIdle() {
		return this.minIdle;
	}

	public void setMinIdle(@Nullable Integer minIdle) {
		this.minIdle = minIdle;
	}

	public @Nullable Duration getAcquireTimeout() {
		return this.acquireTimeout;
	}

	public void setAcquireTimeout(@Nullable Duration acquireTimeout) {
		this.acquireTimeout = acquireTimeout;
	}

	public @Nullable Integer getMaxWaiting() {
		return this.maxWaiting;
	}

	public void setMaxWaiting(@Nullable Integer maxWaiting) {
		this.maxWaiting = maxWaiting;
	}

	public @Nullable Boolean getInterruptible() {
		return this.interruptible;
	}

	public void setInterruptible(@Nullable Boolean interruptible) {
		this.interruptible = interruptible;
	}

	public @Nullable Duration getExecutionTimeout() {
		return this.executionTimeout;
	}

	public void setExecutionTimeout(@Nullable Duration executionTimeout) {
		this.executionTimeout = executionTimeout;
	}

	public @Nullable Duration getInitializationTimeout() {
		return this.initializationTimeout;
	}

	public void setInitializationTimeout(@Nullable Duration initializationTimeout) {
		this.initializationTimeout = initializationTimeout;
	}

	public @Nullable ResetPolicy getReset() {
		return this.reset;
	}

	public void setReset(@Nullable ResetPolicy reset) {
		this.reset = reset;
	}

	public @Nullable String getResetExport() {
		return this.resetExport;
	}

	public void setResetExport(@Nullable String resetExport) {
		this.resetExport = resetExport;
	}

	public @Nullable Integer getMaxUses() {
		return this.maxUses;
	}

	public void setMaxUses(@Nullable Integer maxUses) {
		this.maxUses = maxUses;
	}

	public @Nullable Duration getMaxLifetime() {
		return this.maxLifetime;
	}

	public void setMaxLifetime(@Nullable Duration maxLifetime) {
		this.maxLifetime = maxLifetime;
	}

	public @Nullable Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(@Nullable Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public @Nullable ExecutionMode getExecution() {
		return this.execution;
	}

	public void setExecution(@Nullable ExecutionMode execution) {
		this.execution = execution;
	}

	public Dedicated getDedicated() {
		return this.dedicated;
	}

	public @Nullable Duration getLeakDetectionThreshold() {
		return this.leakDetectionThreshold;
	}

	public void setLeakDetectionThreshold(@Nullable Duration leakDetectionThreshold) {
		this.leakDetectionThreshold = leakDetectionThreshold;
	}

	public @Nullable String getInitialize() {
		return this.initialize;
	}

	public void setInitialize(@Nullable String initialize) {
		this.initialize = initialize;
	}

	public @Nullable DataSize getGuestStack() {
		return this.guestStack;
	}

	public void setGuestStack(@Nullable DataSize guestStack) {
		this.guestStack = guestStack;
	}

	public @Nullable Integer getMaxHostCalls() {
		return this.maxHostCalls;
	}

	public void setMaxHostCalls(@Nullable Integer maxHostCalls) {
		this.maxHostCalls = maxHostCalls;
	}

	public @Nullable Duration getShutdownGracePeriod() {
		return this.shutdownGracePeriod;
	}

	public void setShutdownGracePeriod(@Nullable Duration shutdownGracePeriod) {
		this.shutdownGracePeriod = shutdownGracePeriod;
	}

	public Limits getLimits() {
		return this.limits;
	}

	public Abi getAbi() {
		return this.abi;
	}

	public Wasi getWasi() {
		return this.wasi;
	}

	public Features getFeatures() {
		return this.features;
	}

	/**
	 * The memory of each instance.
	 */
	public static class Memory {

		/**
		 * Pages of 64 KiB each instance begins with, at least the module's own minimum,
		 * which is the default.
		 */
		private @Nullable Integer initialPages;

		/**
		 * Pages of 64 KiB each instance can grow to, at most 32767 and never above the
		 * module's own maximum. By default the larger of 256 and twice the module's
		 * minimum.
		 */
		private @Nullable Integer maxPages;

		/**
		 * Whether all instances of the pool see one memory. For modules that import a
		 * shared memory. Instances are then reused until they fail: 'reset' is warm.
		 */
		private @Nullable Boolean shared;

		public @Nullable Integer getInitialPages() {
			return this.initialPages;
		}

		public void setInitialPages(@Nullable Integer initialPages) {
			this.initialPages = initialPages;
		}

		public @Nullable Integer getMaxPages() {
			return this.maxPages;
		}

		public void setMaxPages(@Nullable Integer maxPages) {
			this.maxPages = maxPages;
		}

		public @Nullable Boolean getShared() {
			return this.shared;
		}

		public void setShared(@Nullable Boolean shared) {
			this.shared = shared;
		}

	}

	/**
	 * What a module may ask of the compiler and of each instance.
	 */
	public static class Limits {

		/**
		 * Elements that all tables of an instance together can grow to.
		 */
		private @Nullable Long tableElements;

		/**
		 * Tables a module can have, at most 98.
		 */
		private @Nullable Integer tables;

		/**
		 * Functions a module can define and import.
		 */
		private @Nullable Integer functions;

		/**
		 * What one function may demand of the compiler, in units of about half a
		 * microsecond of its time: for its length, for values kept for long, locals times
		 * blocks, nested loops, branch tables and the like. What connects imports and
		 * exports with Java counts like one function.
		 */
		private @Nullable Long complexity;

		/**
		 * Sum of the complexity of all functions of a module.
		 */
		private @Nullable Long totalComplexity;

		/**
		 * Size of a binary.
		 */
		private @Nullable DataSize moduleSize;

		public @Nullable Long getTableElements() {
			return this.tableElements;
		}

		public void setTableElements(@Nullable Long tableElements) {
			this.tableElements = tableElements;
		}

		public @Nullable Integer getTables() {
			return this.tables;
		}

		public void setTables(@Nullable Integer tables) {
			this.tables = tables;
		}

		public @Nullable Integer getFunctions() {
			return this.functions;
		}

		public void setFunctions(@Nullable Integer functions) {
			this.functions = functions;
		}

		public @Nullable Long getComplexity() {
			return this.complexity;
		}

		public void setComplexity(@Nullable Long complexity) {
			this.complexity = complexity;
		}

		public @Nullable Long getTotalComplexity() {
			return this.totalComplexity;
		}

		public void setTotalComplexity(@Nullable Long totalComplexity) {
			this.totalComplexity = totalComplexity;
		}

		public @Nullable DataSize getModuleSize() {
			return this.moduleSize;
		}

		public void setModuleSize(@Nullable DataSize moduleSize) {
			this.moduleSize = moduleSize;
		}

	}

	/**
	 * The features of WebAssembly that a module may use.
	 */
	public static class Features {

		/**
		 * Whether the module may use vectors of 128 bits.
		 */
		private @Nullable Boolean simd;

		/**
		 * Whether the module may use atomic instructions. The value of 'memory.shared' by
		 * default.
		 */
		private @Nullable Boolean threads;

		public @Nullable Boolean getSimd() {
			return this.simd;
		}

		public void setSimd(@Nullable Boolean simd) {
			this.simd = simd;
		}

		public @Nullable Boolean getThreads() {
			return this.threads;
		}

		public void setThreads(@Nullable Boolean threads) {
			this.threads = threads;
		}

	}

	/**
	 * The threads of a pool whose guests run there.
	 */
	public static class Dedicated {

		/**
		 * Stack of each thread, from 1MB to 1GB, at least 512KB more than 'guest-stack'.
		 */
		private @Nullable DataSize threadStack;

		public @Nullable DataSize getThreadStack() {
			return this.threadStack;
		}

		public void setThreadStack(@Nullable DataSize threadStack) {
			this.threadStack = threadStack;
		}

	}

	/**
	 * How text and bytes get into guests and out of them.
	 */
	public static class Abi {

		/**
		 * Export that allocates memory for arguments: takes a size, or a size and an
		 * alignment, and returns a pointer, or 0. By default 'malloc', 'alloc',
		 * 'allocate' or '__new', whichever there is.
		 */
		private @Nullable String allocate;

		/**
		 * Export that frees memory: takes a pointer, or also the size, or also the
		 * alignment. By default the one that belongs to what allocates.
		 */
		private @Nullable String free;

		/**
		 * Whether what was allocated for a call is freed after it. False if the guest
		 * takes ownership of it.
		 */
		private @Nullable Boolean freeArguments;

		/**
		 * How guests return text and bytes, where a method does not say otherwise.
		 */
		private @Nullable ResultConvention result;

		/**
		 * Export that tells the length of the last result, if 'result' is
		 * 'length-export': a function without parameters, or a mutable global.
		 */
		private @Nullable String resultLength;

		/**
		 * Whether results belong to the caller and are freed once they were read.
		 */
		private @Nullable Boolean freeResult;

		/**
		 * Export that tells the address of a buffer which the guest offers for arguments:
		 * a function without parameters, or a global. Asked once for each instance.
		 */
		private @Nullable String inputBuffer;

		/**
		 * Export that tells the size of that buffer in bytes: a function without
		 * parameters, or a mutable global.
		 */
		private @Nullable String inputBufferSize;

		/**
		 * Size of a buffer for arguments that is allocated once in each instance and
		 * kept, at most 1GB, so that a call with text enters the guest once. None by
		 * default.
		 */
		private @Nullable DataSize keepBuffer;

		public @Nullable String getAllocate() {
			return this.allocate;
		}

		public void setAllocate(@Nullable String allocate) {
			this.allocate = allocate;
		}

		public @Nullable String getFree() {
			return this.free;
		}

		public void setFree(@Nullable String free) {
			this.free = free;
		}

		public @Nullable Boolean getFreeArguments() {
			return this.freeArguments;
		}

		public void setFreeArguments(@Nullable Boolean freeArguments) {
			this.freeArguments = freeArguments;
		}

		public @Nullable ResultConvention getResult() {
			return this.result;
		}

		public void setResult(@Nullable ResultConvention result) {
			this.result = result;
		}

		public @Nullable String getResultLength() {
			return this.resultLength;
		}

		public void setResultLength(@Nullable String resultLength) {
			this.resultLength = resultLength;
		}

		public @Nullable Boolean getFreeResult() {
			return this.freeResult;
		}

		public void setFreeResult(@Nullable Boolean freeResult) {
			this.freeResult = freeResult;
		}

		public @Nullable String getInputBuffer() {
			return this.inputBuffer;
		}

		public void setInputBuffer(@Nullable String inputBuffer) {
			this.inputBuffer = inputBuffer;
		}

		public @Nullable String getInputBufferSize() {
			return this.inputBufferSize;
		}

		public void setInputBufferSize(@Nullable String inputBufferSize) {
			this.inputBufferSize = inputBufferSize;
		}

		public @Nullable DataSize getKeepBuffer() {
			return this.keepBuffer;
		}

		public void setKeepBuffer(@Nullable DataSize keepBuffer) {
			this.keepBuffer = keepBuffer;
		}

	}

	/**
	 * What guests that import WASI preview 1 see of the world.
	 */
	public static class Wasi {

		/**
		 * Arguments of the program, which come before those of each run. None by default.
		 */
		private @Nullable List<String> args;

		/**
		 * Environment variables, by name. None by default. Named pools add theirs to
		 * those they inherit.
		 */
		private @Nullable Map<String, String> environment;

		/**
		 * Directories of the host that guests can reach, read-only unless 'writable' is
		 * true. None by default. A named pool that lists any inherits none.
		 */
		private @Nullable List<Directory> directories;

		/**
		 * Most bytes that one run of a command can write to standard output and standard
		 * error together, at most 1GB. More ends the run.
		 */
		private @Nullable DataSize outputLimit;

		/**
		 * Bytes after which a line that a guest writes is split in the log, from 80B to
		 * 1MB.
		 */
		private @Nullable DataSize maxLineLength;

		public @Nullable List<String> getArgs() {
			return this.args;
		}

		public void setArgs(@Nullable List<String> args) {
			this.args = args;
		}

		public @Nullable Map<String, String> getEnvironment() {
			return this.environment;
		}

		public void setEnvironment(@Nullable Map<String, String> environment) {
			this.environment = environment;
		}

		public @Nullable List<Directory> getDirectories() {
			return this.directories;
		}

		public void setDirectories(@Nullable List<Directory> directories) {
			this.directories = directories;
		}

		public @Nullable DataSize getOutputLimit() {
			return this.outputLimit;
		}

		public void setOutputLimit(@Nullable DataSize outputLimit) {
			this.outputLimit = outputLimit;
		}

		public @Nullable DataSize getMaxLineLength() {
			return this.maxLineLength;
		}

		public void setMaxLineLength(@Nullable DataSize maxLineLength) {
			this.maxLineLength = maxLineLength;
		}

	}

	/**
	 * A directory of the host that guests can reach.
	 */
	public static class Directory {

		/**
		 * Path that guests call it by, such as '/data'.
		 */
		private @Nullable String guest;

		/**
		 * Path of the directory, which has to exist.
		 */
		private @Nullable String host;

		/**
		 * Whether guests can change what is in it.
		 */
		private boolean writable;

		public @Nullable String getGuest() {
			return this.guest;
		}

		public void setGuest(@Nullable String guest) {
			this.guest = guest;
		}

		public @Nullable String getHost() {
			return this.host;
		}

		public void setHost(@Nullable String host) {
			this.host = host;
		}

		public boolean isWritable() {
			return this.writable;
		}

		public void setWritable(boolean writable) {
			this.writable = writable;
		}

	}

}
