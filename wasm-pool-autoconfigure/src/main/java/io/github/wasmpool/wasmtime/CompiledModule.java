package io.github.wasmpool.wasmtime;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.WasmtimeException;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;

/**
 * Compiled code on an engine of its own, freed when nobody uses it any more. The engine
 * has three handles, because a handle is a native mutex: one compiles, one makes stores,
 * and the clock has one.
 *
 * <p>
 * Thread-safe.
 */
public final class CompiledModule {

	private final AtomicInteger users = new AtomicInteger(1);

	private final Engine compiler;

	private final Engine stores;

	private final Epoch epoch;

	private final Module module;

	private final EpochTicker ticker;

	private final boolean interruptible;

	private final Runnable whenFreed;

	private CompiledModule(Engine compiler, Engine stores, Epoch epoch, Module module, EpochTicker ticker,
			boolean interruptible, Runnable whenFreed) {
		this.compiler = compiler;
		this.stores = stores;
		this.epoch = epoch;
		this.module = module;
		this.ticker = ticker;
		this.interruptible = interruptible;
		this.whenFreed = whenFreed;
	}

	/**
	 * Compile a binary.
	 * @param name what messages call the module
	 * @param binary a binary that was inspected and rewritten
	 * @param settings the settings of the engine
	 * @param ticker the clock
	 * @param whenFreed called once, when the code is freed
	 * @return the code, with one user: the caller
	 */
	static CompiledModule compile(String name, byte[] binary, EngineSettings settings, EpochTicker ticker,
			Runnable whenFreed) {
		Engine compiler;
		try (Config config = settings.toConfig()) {
			compiler = new Engine(config);
		}
		Module module;
		try {
			module = Module.fromBinary(compiler, binary);
		}
		catch (WasmtimeException ex) {
			compiler.dispose();
			throw new WasmModuleException(Reason.COMPILATION,
					"Module '" + name + "' was refused by the engine: " + ex.getMessage(), ex);
		}
		try {
			return onEngine(compiler, module, ticker, settings.interruptible(), whenFreed);
		}
		catch (Throwable ex) {
			module.dispose();
			compiler.dispose();
			throw ex;
		}
	}

	private static CompiledModule onEngine(Engine compiler, Module module, EpochTicker ticker, boolean interruptible,
			Runnable whenFreed) {
		try (Store<Void> store = new Store<>(null, compiler)) {
			Engine stores = store.engine();
			Epoch epoch = new Epoch(store.engine());
			if (interruptible) {
				ticker.add(epoch);
			}
			return new CompiledModule(compiler, stores, epoch, module, ticker, interruptible, whenFreed);
		}
	}

	/**
	 * Become a user, unless the code is freed already.
	 * @return whether the caller is a user now, and has to {@link #release()}
	 */
	public boolean retain() {
		int before = this.users.get();
		while (before > 0) {
			if (this.users.compareAndSet(before, before + 1)) {
				return true;
			}
			before = this.users.get();
		}
		return false;
	}

	/**
	 * Stop being a user. The last one frees the code.
	 */
	public void release() {
		if (this.users.decrementAndGet() == 0) {
			this.whenFreed.run();
			this.ticker.remove(this.epoch);
			this.epoch.close();
			this.module.dispose();
			this.stores.dispose();
			this.compiler.dispose();
		}
	}

	/**
	 * Whether calls can be ended at a deadline.
	 * @return {@code true} if the code checks the epoch
	 */
	boolean isInterruptible() {
		return this.interruptible;
	}

	EpochTicker ticker() {
		return this.ticker;
	}

	/**
	 * Make a store. To be called by a user.
	 * @return a store that the caller disposes
	 */
	Store<Void> newStore() {
		return new Store<>(null, this.stores);
	}

	/**
	 * Instantiate the code in a store. No code of the guest runs. To be called by a user.
	 * @param store a store made here
	 * @return an instance that the caller disposes before the store
	 */
	Instance newInstance(Store<Void> store) {
		return new Instance(store, this.module, List.of());
	}

}
