package io.github.wasmpool.benchmarks;

import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
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
		this(declaration, (builder) -> builder.reset(reset));
	}

	/**
	 * Fill a pool.
	 * @param declaration declares its module
	 * @param settings its settings
	 */
	OnePool(Function<WasmRuntime, WasmModuleBuilder> declaration, UnaryOperator<WasmPoolBuilder> settings) {
		try (WasmModule module = declaration.apply(this.runtime).build()) {
			this.pool = settings.apply(this.runtime.pool(module)).build();
		}
		this.pool.prefill();
	}

	@Override
	public void close() {
		this.runtime.close();
	}

}
