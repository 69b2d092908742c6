package io.github.wasmpool;

/**
 * Does something with the one instance of a pool whose state all others begin in: sets a
 * configuration, loads a dictionary, runs a script. Beans of this type are called in
 * their order, once for each pool with {@code snapshot: true}, after the guest has
 * initialised itself, when the pool starts or its first instance is needed.
 *
 * <p>
 * Called by one thread at a time for each pool.
 */
@FunctionalInterface
public interface WasmSnapshotInitializer {

	/**
	 * Do something before other instances begin where this one stands.
	 * @param pool the name of the pool
	 * @param instance the instance, to be used during this call only; each entry into it
	 * may take as long as an initialiser
	 * @throws Exception if it fails: the pool cannot make instances then, and tries again
	 * when the next one is needed
	 */
	void initialize(String pool, WasmInstance instance) throws Exception;

}
