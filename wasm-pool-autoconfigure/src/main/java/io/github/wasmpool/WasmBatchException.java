package io.github.wasmpool;

import io.github.wasmpool.type.Wording;

/**
 * An item of a column failed. The cause is what happened: a {@link WasmTrapException}, or
 * a {@link WasmHostFunctionException}. The instance is not used again.
 */
public class WasmBatchException extends WasmException {

	private final int index;

	private final transient Object results;

	public WasmBatchException(String function, int index, Object results, WasmException cause) {
		super("'" + Wording.name(function) + "' failed at item " + index + ": " + cause.getMessage(), cause);
		this.index = index;
		this.results = results;
	}

	/**
	 * Return the item that failed.
	 * @return its index in the columns
	 */
	public int getIndex() {
		return this.index;
	}

	/**
	 * Return the results of the items before it.
	 * @return an array of as many results as {@link #getIndex()} says: an {@code int[]},
	 * {@code long[]}, {@code float[]} or {@code double[]}, as the call would have
	 * returned
	 */
	public Object getResults() {
		return this.results;
	}

}
