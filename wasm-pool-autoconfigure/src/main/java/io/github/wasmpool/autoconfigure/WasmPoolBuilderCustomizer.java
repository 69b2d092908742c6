package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmPoolBuilder;

/**
 * Adjusts the pools that are made of configuration properties. Beans of this type are
 * called in their order, for each pool, after the properties were applied and before the
 * pool is built.
 */
@FunctionalInterface
public interface WasmPoolBuilderCustomizer {

	/**
	 * Adjust a pool.
	 * @param pool the name of the pool, {@code default} for that of {@code wasm.pool}
	 * @param builder the builder, with the properties applied
	 */
	void customize(String pool, WasmPoolBuilder builder);

}
