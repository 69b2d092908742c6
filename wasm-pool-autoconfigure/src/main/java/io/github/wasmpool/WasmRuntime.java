package io.github.wasmpool;

/**
 * The one door to the engine: it compiles modules, builds pools and knows all that live.
 * An application has one. It owns the clock that ends calls at their deadline, the
 * executor that refills pools, and the compiled code that modules share.
 *
 * <p>
 * Thread-safe.
 */
public interface WasmRuntime extends AutoCloseable {

	/**
	 * Begin to compile a module.
	 * @param binary the bytes of a WebAssembly binary; not copied before
	 * {@link WasmModuleBuilder#build() build}
	 * @return a builder
	 */
	WasmModuleBuilder module(byte[] binary);

	/**
	 * Begin to build a pool of instances of a module. The pool holds the module open
	 * until the pool is closed; closing the module first is harmless.
	 * @param module a module of this runtime
	 * @return a builder
	 * @throws IllegalArgumentException if the module belongs to another runtime
	 */
	WasmPoolBuilder pool(WasmModule module);

	/**
	 * Look up the pools that live, whoever built them.
	 * @return a view that follows what is built and closed
	 */
	WasmPools pools();

	/**
	 * Return what the engine takes of what the system allows this process.
	 * @return the numbers of this moment
	 */
	WasmEngineStats engineStats();

	/**
	 * Close all pools, then free what the engine holds. Modules that are still open are
	 * freed when they are closed. Further calls have no effect.
	 */
	@Override
	void close();

}
