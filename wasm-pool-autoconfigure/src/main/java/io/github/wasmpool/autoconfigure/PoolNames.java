package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmPool;

/**
 * What pools are called that are beans.
 */
public final class PoolNames {

	private PoolNames() {
	}

	/**
	 * Return the name of a pool.
	 * @param bean the name of its bean
	 * @param pool the pool, which may be a mock that has no name
	 * @return the name of the pool in whose place the bean stands, else its own, else
	 * that of the bean
	 */
	public static String of(String bean, WasmPool pool) {
		return PoolDefinition.roleOf(bean).orElseGet(() -> (pool.name() != null) ? pool.name() : bean);
	}

}
