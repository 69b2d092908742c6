package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * Work on a borrowed instance that has a result.
 *
 * @param <T> the type of the result
 * @param <E> the type of exception the work throws
 */
@FunctionalInterface
public interface WasmCallback<T extends @Nullable Object, E extends Exception> {

	/**
	 * Do the work. The instance must not be kept beyond it.
	 * @param instance the borrowed instance
	 * @return the result
	 * @throws E if the work fails
	 */
	T call(WasmInstance instance) throws E;

}
