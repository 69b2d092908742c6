package io.github.wasmpool;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks up the pools of a runtime that live, by name. Thread-safe.
 */
public interface WasmPools {

	/**
	 * Return the names of the pools.
	 * @return the names, sorted, as they are now
	 */
	Set<String> names();

	/**
	 * Return a pool.
	 * @param name its name
	 * @return the pool
	 * @throws NoSuchPoolException if there is none of that name
	 */
	WasmPool get(String name);

	/**
	 * Find a pool.
	 * @param name its name
	 * @return the pool, or empty if there is none of that name
	 */
	Optional<WasmPool> find(String name);

	/**
	 * Return all pools.
	 * @return the pools, sorted by name, as they are now
	 */
	Stream<WasmPool> stream();

}
