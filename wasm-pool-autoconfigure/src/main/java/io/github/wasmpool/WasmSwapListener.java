package io.github.wasmpool;

/**
 * Is told when the code of a pool was replaced or its state seeded, or that failed.
 * Called after the fact, on the thread that asked for it; what it throws is logged.
 *
 * @see WasmPoolBuilder#swapListener(WasmSwapListener)
 */
public interface WasmSwapListener {

	/**
	 * Be told of a success.
	 * @param event what happened
	 */
	default void swapped(WasmPoolSwappedEvent event) {
	}

	/**
	 * Be told of a failure, which has changed nothing.
	 * @param event what happened
	 */
	default void failed(WasmPoolSwapFailedEvent event) {
	}

}
