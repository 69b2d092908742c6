package io.github.wasmpool.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.MissingImports;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.ResultConvention;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of one pool. What is {@code null} is not configured: the
 * default of the builders holds.
 *
 * @param enabled Whether the pool is made. Named pools inherit it:
 * 'wasm.pool.enabled=false' switches off all pools that do not say otherwise.
 * @param module Location of the module, a '.wasm' binary, as a Spring resource, such as
 * 'classpath:orders.wasm'. Without it there is no pool.
 * @param moduleSha256 SHA-256 digest of the module, 64 hexadecimal digits. A file with
 * another one is refused, at the start and later. Inherited only together with the
 * module.
 * @param reload whether the module is replaced when its file changes.
 * @param memory the memory of each instance.
 * @param size Most instances that live at once, from 1 to 1,000,000. Twice the processors
 * by default.
 * @param minIdle Instances kept ready, from 0 to 'size'. The value of 'size' by default.
 * @param acquireTimeout How long a borrower waits for an instance. Zero fails at once, or
 * after up to 100 ms where a slot is just being refilled.
 * @param maxWaiting Most borrowers that wait at once; those beyond are refused at once.
 * Unlimited by default.
 * @param interruptible Whether calls can be ended at a deadline. The checks cost up to
 * half the speed of a tight loop.
 * @param execution Where guests run: on the thread that borrows, or on threads of the
 * pool with a large stack, for untrusted or deeply recursive guests and callers on
 * virtual threads.
 * @param dedicated the threads of a pool whose guests run there.
 * @param executionTimeout How long one entry into the guest may take, wall-clock time.
 * Positive, and well below 'acquire-timeout'.
 * @param initializationTimeout How long the start function, and each initialiser, of an
 * instance may take. Positive.
 * @param reset What becomes of an instance that is returned.
 * @param resetExport Export without parameters that is called on each return of a warm
 * instance. Inherited only together with the module.
 * @param maxUses Loans after which a warm instance is retired, at least 1. Unlimited by
 * default.
 * @param maxLifetime Time after which a warm instance is retired, less up to a tenth at
 * random. Unlimited by default.
 * @param idleTimeout Time after which a warm instance that is not used is retired, if
 * more than 'min-idle' are idle. Unlimited by default.
 * @param maxMemoryGrowth Pages of 64 KiB by which the memory of a warm instance may have
 * grown when it is returned; with more it is retired. Unlimited by default.
 * @param leakDetectionThreshold Time after which an instance that is still on loan is
 * reported, once, with the stack of its borrower. Off by default.
 * @param initialize Export without parameters that is called once in each new instance.
 * Inherited only together with the module.
 * @param snapshot Whether one instance is initialised for all, by 'initialize' and the
 * beans of the type WasmSnapshotInitializer, and every instance begins where that ended.
 * Inherited only together with the module.
 * @param guestStack Most stack a guest can use, from 32KB to 2MB. A thread that calls a
 * guest must have this much stack left.
 * @param maxHostCalls Most calls of host functions that one call into the guest can make,
 * from 1 to 1000000.
 * @param shutdownGracePeriod How long closing the pool waits for instances that are on
 * loan.
 * @param limits what a module may ask of the compiler and of each instance.
 * @param abi how text and bytes get into guests and out of them.
 * @param wasi what guests that import WASI preview 1 see of the world.
 * @param imports what becomes of functions that a module imports.
 * @param features the features of WebAssembly that a module may use.
 * @param health what the pool is for Actuator's health.
 */
public record PoolProperties(@Nullable Boolean enabled, @Nullable String module, @Nullable String moduleSha256,
		@DefaultValue Reload reload, @DefaultValue Memory memory, @Nullable Integer size, @Nullable Integer minIdle,
		@Nullable Duration acquireTimeout, @Nullable Integer maxWaiting, @Nullable Boolean interruptible,
		@Nullable ExecutionMode execution, @DefaultValue Dedicated dedicated, @Nullable Duration executionTimeout,
		@Nullable Duration initializationTimeout, @Nullable ResetPolicy reset, @Nullable String resetExport,
		@Nullable Integer maxUses, @Nullable Duration maxLifetime, @Nullable Duration idleTimeout,
		@Nullable Integer maxMemoryGrowth, @Nullable Duration leakDetectionThreshold, @Nullable String initialize,
		@Nullable Boolean snapshot, @Nullable DataSize guestStack, @Nullable Integer maxHostCalls,
		@Nullable Duration shutdownGracePeriod, @DefaultValue Limits limits, @DefaultValue Abi abi,
		@DefaultValue Wasi wasi, @DefaultValue Imports imports, @DefaultValue Features features,
		@DefaultValue Health health) {

	/**
	 * What the pool is for Actuator's health.
	 *
	 * @param enabled Whether the application is down while the pool cannot make
	 * instances, and out of service while it is drained. It is shown in any case.
	 */
	public record Health(@Nullable Boolean enabled) {

	}

	/**
	 * Whether the module is replaced when its file changes. Inherited only together with
	 * the module.
	 *
	 * @param watch Whether to watch the file of the module, and let the pool run what is
	 * in it when it has changed, without a pause.
	 * @param quietPeriod How long the file must not change any more before it is read.
	 * Positive.
	 */
	public record Reload(@Nullable Boolean watch, @Nullable Duration quietPeriod) {

	}

	/**
	 * The memory of each instance. Inherited only together with the module.
	 *
	 * @param initialPages Pages of 64 KiB each instance begins with, at least the
	 * module's own minimum, which is the default.
	 * @param maxPages Pages of 64 KiB each instance can grow to, at most 32767 and never
	 * above the module's own maximum. By default the larger of 256 and twice the module's
	 * minimum.
	 * @param reserve Pages of 64 KiB that each memory has beyond what the guest is told,
	 * so that loans that grow it by no more can be put back in place. An access in
	 * between does not trap.
	 * @param shared Whether all instances of the pool see one memory. For modules that
	 * import a shared memory. Instances are then reused until they fail: 'reset' is warm.
	 */
	public record Memory(@Nullable Integer initialPages, @Nullable Integer maxPages, @Nullable Integer reserve,
			@Nullable Boolean shared) {

	}

	/**
	 * What becomes of functions that a module imports.
	 *
	 * @param missing What becomes of those that nobody provides: 'refuse' stops the
	 * start, 'trap' lets a guest that calls one trap, and the message name it.
	 */
	public record Imports(@Nullable MissingImports missing) {

	}

	/**
	 * What a module may ask of the compiler and of each instance.
	 *
	 * @param tableElements Elements that all tables of an instance together can grow to.
	 * @param tables Tables a module can have, at most 98.
	 * @param functions Functions a module can define and import.
	 * @param complexity What one function may demand of the compiler, in units of about
	 * half a microsecond of its time: for its length, for values kept for long, locals
	 * times blocks, nested loops, branch tables and the like. What connects imports and
	 * exports with Java counts like one function.
	 * @param totalComplexity Sum of the complexity of all functions of a module.
	 * @param moduleSize Size of a binary.
	 */
	public record Limits(@Nullable Long tableElements, @Nullable Integer tables, @Nullable Integer functions,
			@Nullable Long complexity, @Nullable Long totalComplexity, @Nullable DataSize moduleSize) {

	}

	/**
	 * The features of WebAssembly that a module may use.
	 *
	 * @param simd Whether the module may use vectors of 128 bits.
	 * @param threads Whether the module may use atomic instructions. The value of
	 * 'memory.shared' by default.
	 */
	public record Features(@Nullable Boolean simd, @Nullable Boolean threads) {

	}

	/**
	 * The threads of a pool whose guests run there.
	 *
	 * @param threadStack Stack of each thread, from 1MB to 1GB, at least 512KB more than
	 * 'guest-stack'.
	 */
	public record Dedicated(@Nullable DataSize threadStack) {

	}

	/**
	 * How text and bytes get into guests and out of them. Inherited only together with
	 * the module.
	 *
	 * @param allocate Export that allocates memory for arguments: takes a size, or a size
	 * and an alignment, and returns a pointer, or 0. By default 'malloc', 'alloc',
	 * 'allocate' or '__new', whichever there is.
	 * @param free Export that frees memory: takes a pointer, or also the size, or also
	 * the alignment. By default the one that belongs to what allocates.
	 * @param freeArguments Whether what was allocated for a call is freed after it. False
	 * if the guest takes ownership of it.
	 * @param result How guests return text and bytes, where a method does not say
	 * otherwise.
	 * @param resultLength Export that tells the length of the last result, if 'result' is
	 * 'length-export': a function without parameters, or a mutable global.
	 * @param freeResult Whether results belong to the caller and are freed once they were
	 * read.
	 * @param inputBuffer Export that tells the address of a buffer which the guest offers
	 * for arguments: a function without parameters, or a global. Asked once for each
	 * instance.
	 * @param inputBufferSize Export that tells the size of that buffer in bytes: a
	 * function without parameters, or a mutable global.
	 * @param keepBuffer Size of a buffer for arguments that is allocated once in each
	 * instance and kept, at most 1GB, so that a call with text enters the guest once.
	 * None by default.
	 * @param bytesClass Export of a module of AssemblyScript that tells the id of its
	 * class Uint8Array, or that id: bytes are passed as such. An ArrayBuffer by default.
	 */
	public record Abi(@Nullable String allocate, @Nullable String free, @Nullable Boolean freeArguments,
			@Nullable ResultConvention result, @Nullable String resultLength, @Nullable Boolean freeResult,
			@Nullable String inputBuffer, @Nullable String inputBufferSize, @Nullable DataSize keepBuffer,
			@Nullable String bytesClass) {

	}

	/**
	 * What guests that import WASI preview 1 see of the world.
	 *
	 * @param args Arguments of the program, which come before those of each run. None by
	 * default.
	 * @param environment Environment variables, by name. None by default. Named pools add
	 * theirs to those they inherit.
	 * @param directories Directories of the host that guests can reach, read-only unless
	 * 'writable' is true. None by default. A named pool that lists any inherits none.
	 * @param outputLimit Most bytes that one run of a command can write to standard
	 * output and standard error together, at most 1GB. More ends the run.
	 * @param maxLineLength Bytes after which a line that a guest writes is split in the
	 * log, from 80B to 1MB.
	 */
	public record Wasi(@Nullable List<String> args, @Nullable Map<String, String> environment,
			@Nullable List<Directory> directories, @Nullable DataSize outputLimit, @Nullable DataSize maxLineLength) {

	}

	/**
	 * A directory of the host that guests can reach.
	 *
	 * @param guest Path that guests call it by, such as '/data'.
	 * @param host Path of the directory, which has to exist.
	 * @param writable Whether guests can change what is in it.
	 */
	public record Directory(@Nullable String guest, @Nullable String host, @DefaultValue("false") boolean writable) {

	}

}
