package io.github.wasmpool.benchmarks;

import java.util.function.Function;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * A runtime with one module and one pool of the default size, filled.
 */
final class OnePool implements AutoCloseable {

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	/** The pool. */
	final WasmPool pool;

	/**
	 * Fill a pool.
	 * @param declaration declares its module
	 * @param reset what becomes of instances that come back
	 */
	OnePool(Function<WasmRuntime, WasmModuleBuilder> declaration, ResetPolicy reset) {
		try (WasmModule module = declaration.apply(this.runtime).build()) {
			this.pool = this.runtime.pool(module).reset(reset).build();
		}
		this.pool.prefill();
	}

	@Override
	public void close() {
		this.runtime.close();
	}

}
