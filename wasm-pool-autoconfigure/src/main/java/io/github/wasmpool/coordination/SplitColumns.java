package io.github.wasmpool.coordination;

import java.lang.reflect.Array;
import java.util.Collections;

import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.type.FunctionType;

/**
 * Columns in parts of even size, one after the other, and what comes of them.
 *
 * @param <A> the type of the arrays
 */
final class SplitColumns<A> {

	private final ColumnType<A> type;

	private final String export;

	private final A[] columns;

	private final int length;

	private final int parts;

	private final A results;

	/**
	 * Split columns.
	 * @param type the type of their items
	 * @param export the function that is called for them
	 * @param columns the columns, all of the same length
	 * @param parts the most parts to make
	 */
	SplitColumns(ColumnType<A> type, String export, A[] columns, int parts) {
		this.type = type;
		this.export = export;
		this.columns = columns;
		this.length = type.length(columns[0]);
		this.parts = Math.min(this.length, parts);
		this.results = type.create(this.length);
	}

	/**
	 * Whether a function can be called for columns that can be split.
	 * @param function the function
	 * @param columns the columns
	 * @param type the type of their items
	 * @param <A> the type of the arrays
	 * @return {@code false} if a call will be refused
	 */
	static <A> boolean isFit(WasmFunction function, A[] columns, ColumnType<A> type) {
		FunctionType signature = function.type();
		if (columns.length == 0 || !signature.params().equals(Collections.nCopies(columns.length, type.item()))
				|| !signature.results().equals(Collections.singletonList(type.item()))) {
			return false;
		}
		int length = type.length(columns[0]);
		for (A column : columns) {
			if (type.length(column) != length) {
				return false;
			}
		}
		return true;
	}

	int parts() {
		return this.parts;
	}

	A results() {
		return this.results;
	}

	/**
	 * Call the function for a part and keep its results, those before an item that fails
	 * included. Different parts by different threads.
	 * @param part the number of the part
	 * @param lease an instance
	 */
	void map(int part, Lease lease) {
		try {
			put(part, lease.<A, RuntimeException>call((instance) -> map(part, instance)));
		}
		catch (WasmBatchException ex) {
			put(part, ex.getResults());
			throw ex;
		}
	}

	private A map(int part, WasmInstance instance) {
		A[] slices = this.columns.clone();
		for (int i = 0; i < slices.length; i++) {
			slices[i] = this.type.slice(slices[i], begin(part), begin(part + 1));
		}
		return this.type.map(instance.function(this.export), slices);
	}

	private void put(int part, Object array) {
		System.arraycopy(array, 0, this.results, begin(part), Array.getLength(array));
	}

	/**
	 * Tell the failure of a part in terms of the whole columns. To be called when all
	 * parts have ended.
	 * @param failure a failure
	 * @return the failure to be thrown
	 */
	Failures.Failure whole(Failures.Failure failure) {
		if (failure.thrown() instanceof WasmBatchException ex && ex.getCause() instanceof WasmException cause) {
			int index = begin(failure.item()) + ex.getIndex();
			A before = this.type.slice(this.results, 0, index);
			return new Failures.Failure(failure.item(), new WasmBatchException(this.export, index, before, cause));
		}
		return failure;
	}

	private int begin(int part) {
		return (int) ((long) this.length * part / this.parts);
	}

}
