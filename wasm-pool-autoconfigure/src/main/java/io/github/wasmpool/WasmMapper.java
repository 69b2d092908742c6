package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * Makes a result of a chunk of data, with an instance.
 *
 * @param <C> the type of the chunk
 * @param <R> the type of the result
 * @param <E> the type of exception the work throws
 * @see WasmCoordinator#mapReduce(WasmChunks, WasmMapper, java.util.function.Function)
 */
@FunctionalInterface
public interface WasmMapper<C extends @Nullable Object, R extends @Nullable Object, E extends Exception> {

	/**
	 * Make the result. The instance must not be kept beyond it.
	 * @param instance an instance that nobody else uses meanwhile
	 * @param chunk the chunk
	 * @return the result
	 * @throws E if the work fails
	 */
	R map(WasmInstance instance, C chunk) throws E;

}
