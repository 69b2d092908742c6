package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * A stage of a pipeline: makes the next value of one, with an instance.
 *
 * @param <T> the type of the values
 * @param <E> the type of exception the stage throws
 * @see WasmCoordinator#pipeline(Object, WasmStage)
 */
@FunctionalInterface
public interface WasmStage<T extends @Nullable Object, E extends Exception> {

	/**
	 * Make the next value. The instance must not be kept beyond it.
	 * @param instance the instance of the stage
	 * @param value what the stage before made, or the input of the pipeline
	 * @return what the next stage gets
	 * @throws E if the stage fails
	 */
	T apply(WasmInstance instance, T value) throws E;

}
