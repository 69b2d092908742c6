package io.github.wasmpool.cluster;

import io.github.wasmpool.WasmInstance;

/**
 * Brings an instance into the state that a published seed describes, on each member.
 *
 * @see WasmCluster#publishSeed(String, byte[])
 */
@FunctionalInterface
public interface WasmSeedReader {

	/**
	 * Do to an instance what the seed says: every later loan begins where this ends.
	 * @param pool the name of the pool
	 * @param instance the instance, to be used during this call only
	 * @param seed what was published
	 * @throws Exception if it cannot be done: nothing changes then
	 */
	void seed(String pool, WasmInstance instance, byte[] seed) throws Exception;

}
