package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.MissingImports;
import io.github.wasmpool.WasmEngineStats;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.WasmRuntimeListener;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.binary.ModuleSource;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.imports.ImportRule;
import io.github.wasmpool.pool.BackgroundThreads;
import io.github.wasmpool.wasmtime.EpochTicker;
import io.github.wasmpool.wasmtime.InstanceBudget;
import io.github.wasmpool.wasmtime.ModuleCompiler;
import io.github.wasmpool.wasmtime.SplitCode;
import io.github.wasmpool.wasmtime.OwnThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime on Wasmtime. Creating one is cheap: the native library is loaded, and
 * threads are started, when the first module is compiled.
 *
 * <p>
 * Thread-safe.
 */
public final class WasmtimeRuntime implements WasmRuntime {

	private static final Logger logger = LoggerFactory.getLogger(WasmtimeRuntime.class);

	private final EngineOptions options;

	private final ModuleCompiler compiler;

	private final PoolBudget budget;

	private final PoolRegistry pools = new PoolRegistry();

	private final BackgroundThreads refill;

	private final List<WasmRuntimeListener> listeners;

	private volatile boolean closed;

	/**
	 * Create a runtime with {@link EngineOptions#DEFAULTS}.
	 */
	public WasmtimeRuntime() {
		this(EngineOptions.DEFAULTS);
	}

	/**
	 * Create a runtime.
	 * @param options what holds for the engine as a whole
	 * @param listeners are told of its pools and modules
	 */
	public WasmtimeRuntime(EngineOptions options, WasmRuntimeListener... listeners) {
		this.options = options;
		OwnThread.startTimer();
		this.budget = new PoolBudget(options.maxInstances(), options.maxMemory());
		this.listeners = List.of(listeners);
		this.compiler = new ModuleCompiler(new EpochTicker(options.epochInterval()), options.compilationCache(),
				this::compiled);
		this.refill = refillThreads(options.refillThreads());
	}

	/**
	 * Threads that take nothing over from the borrower who happens to start them.
	 */
	private static BackgroundThreads refillThreads(int threads) {
		AtomicInteger number = new AtomicInteger();
		return new BackgroundThreads(threads, (work) -> new OwnThread("wasm-refill-" + number.incrementAndGet(), 0,
				WasmtimeRuntime.class.getClassLoader(), work));
	}

	@Override
	public WasmModuleBuilder module(byte[] binary) {
		requireOpen();
		return new ModuleBuilder(this, this.options, binary);
	}

	@Override
	public WasmPoolBuilder pool(WasmModule module) {
		requireOpen();
		return new PoolBuilder(this, handle(module));
	}

	/**
	 * Return what is behind a module of this runtime.
	 * @param module the module
	 * @return its handle
	 * @throws IllegalArgumentException if it belongs to another runtime
	 */
	ModuleHandle handle(WasmModule module) {
		if (!(module.unwrap().orElse(module) instanceof ModuleHandle handle) || handle.runtime() != this) {
			throw new IllegalArgumentException(module + " belongs to another runtime");
		}
		return handle;
	}

	@Override
	public WasmPools pools() {
		return this.pools;
	}

	@Override
	public WasmEngineStats engineStats() {
		return InstanceBudget.OF_JVM.stats();
	}

	@Override
	public void close() {
		this.closed = true;
		List<WasmPool> pools = this.pools.stream().toList();
		// So that they wait for their loans together
		pools.forEach(WasmtimeRuntime::beginDrain);
		pools.forEach(WasmPool::close);
		this.refill.close();
	}

	private static void beginDrain(WasmPool pool) {
		try {
			pool.beginDrain();
		}
		catch (WasmPoolClosedException ex) {
			logger.debug("Pool '{}' is closed already", pool.name(), ex);
		}
	}

	/**
	 * Rewrite and compile a module.
	 * @param binary a module that was inspected
	 * @param source what is kept of it
	 * @param settings its settings
	 * @param hostFunctions what it may import
	 * @return a handle that the caller closes
	 */
	ModuleHandle compile(BinaryModule binary, ModuleSource source, ModuleSettings settings,
			List<HostFunction> hostFunctions, MissingImports missing) {
		requireOpen();
		GuestBinary guest = binary.rewrite(settings.memory(), settings.memoryReserve());
		ImportRule.check(guest.layout());
		SplitCode split = new SplitCode(() -> source.inspect().rewriteSplit(settings.memoryReserve() > 0),
				(rewritten) -> this.compiler.compile(rewritten, settings.engine()));
		return new ModuleHandle(this, source, settings, guest.layout(), this.compiler.compile(guest, settings.engine()),
				split, hostFunctions, missing);
	}

	private void compiled(String module, Duration took) {
		PoolEvents.tellAll(this.listeners, (listener) -> listener.compiled(module, took));
	}

	/**
	 * Return what tells the listeners of one pool.
	 * @return new events, or {@code null} if nobody listens
	 */
	@Nullable PoolEvents events() {
		return this.listeners.isEmpty() ? null : new PoolEvents(this.listeners);
	}

	/**
	 * Return what all pools together draw on.
	 */
	PoolBudget budget() {
		return this.budget;
	}

	PoolRegistry registry() {
		return this.pools;
	}

	/**
	 * Return what runs the background work of pools, on threads that are as before for
	 * each task.
	 */
	Executor refill() {
		return (task) -> this.refill.execute(() -> {
			try {
				task.run();
			}
			finally {
				((OwnThread) Thread.currentThread()).restore();
			}
		});
	}

	int refillThreads() {
		return this.options.refillThreads();
	}

	boolean isClosed() {
		return this.closed;
	}

	void requireOpen() {
		if (this.closed) {
			throw new IllegalStateException("The WebAssembly runtime is closed");
		}
	}

}
