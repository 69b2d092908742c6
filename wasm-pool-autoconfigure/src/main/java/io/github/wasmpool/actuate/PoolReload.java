package io.github.wasmpool.actuate;

/**
 * Reads the module of a pool again, from where its configuration says, and replaces it.
 */
@FunctionalInterface
public interface PoolReload {

	/**
	 * Reload a pool.
	 * @param pool the name of a pool
	 * @throws IllegalArgumentException if its module comes from nowhere it could be read
	 * from again
	 */
	void reload(String pool);

}
