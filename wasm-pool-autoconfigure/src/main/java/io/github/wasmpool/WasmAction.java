package io.github.wasmpool;

/**
 * Work on a borrowed instance that has no result.
 *
 * @param <E> the type of exception the work throws
 */
@FunctionalInterface
public interface WasmAction<E extends Exception> {

	/**
	 * Do the work. The instance must not be kept beyond it.
	 * @param instance the borrowed instance
	 * @throws E if the work fails
	 */
	void run(WasmInstance instance) throws E;

}
