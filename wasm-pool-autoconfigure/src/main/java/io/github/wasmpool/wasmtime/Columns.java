package io.github.wasmpool.wasmtime;

import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.bridge.Bridge;
import io.github.wasmpool.bridge.FrameLayout;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.type.Wording;

/**
 * Calls functions of an instance for each item of columns. A crossing takes as many items
 * as lie well in the cache beside their results: more at once were not faster.
 */
final class Columns {

	/** The most bytes a crossing takes, results included. */
	private static final int CHUNK = 64 << 10;

	/**
	 * The same inside a call for columns, where host functions call guests: so many more
	 * find room.
	 */
	private static final int INNER_CHUNK = 4 << 10;

	private static final int ALIGNMENT = 8;

	private final Crossing crossing;

	private final Bridge bridge;

	/**
	 * Where free memory begins: columns of a call that is still running lie before it.
	 */
	private int free;

	Columns(Crossing crossing, Bridge bridge) {
		this.crossing = crossing;
		this.bridge = bridge;
		this.free = bridge.columnsStart();
	}

	/**
	 * Call a function for each item.
	 * @param function the function
	 * @param columns an array for each parameter
	 * @param items the type of the items
	 * @param <A> the type of the arrays
	 * @return the results
	 */
	<A> A map(GuestFunction function, A[] columns, ItemType<A> items) {
		int length = requireColumns(function, columns, items);
		A results = items.create().apply(length);
		if (length == 0) {
			return results;
		}
		int begin = this.free;
		int itemBytes = items.size() * (columns.length + 1);
		int room = FrameLayout.SIZE - begin - 2 * ALIGNMENT;
		int most = (begin == this.bridge.columnsStart()) ? CHUNK : Math.max(INNER_CHUNK, itemBytes);
		int chunk = Math.min(length, Math.min(most, room) / itemBytes);
		if (chunk == 0) {
			throw new IllegalStateException(
					function + " was called for columns while too many others are being worked on");
		}
		this.crossing.begin(function.name());
		try {
			this.free = begin + ((chunk * itemBytes + 2 * ALIGNMENT - 1) & -ALIGNMENT);
			for (int done = 0; done < length; done += chunk) {
				cross(function, columns, items, results, done, Math.min(chunk, length - done), begin);
			}
			return results;
		}
		finally {
			this.free = begin;
			this.crossing.end();
		}
	}

	private <A> void cross(GuestFunction function, A[] columns, ItemType<A> items, A results, int done, int count,
			int begin) {
		Frame frame = this.crossing.frame();
		int first = begin + ALIGNMENT;
		int bytes = count * items.size();
		frame.putInt(FrameLayout.COUNT, count);
		frame.putInt(FrameLayout.PROGRESS, begin);
		frame.putInt(FrameLayout.RESULTS, first);
		// The guest may come to its end before the first item
		frame.putInt(begin, 0);
		for (int i = 0; i < columns.length; i++) {
			int address = first + (i + 1) * bytes;
			frame.putInt(FrameLayout.COLUMNS + i * FrameLayout.SLOT_SIZE, address);
			items.write().copy(frame.slice(address, bytes), columns[i], done, count);
		}
		frame.operation(this.bridge.column(function.type()), function.callable());
		try {
			this.crossing.enter(function.name());
		}
		catch (WasmExecutionTimeoutException | WasmExitException ex) {
			throw ex;
		}
		catch (WasmException ex) {
			int finished = frame.getInt(begin);
			items.read().copy(frame.slice(first, bytes), results, done, finished);
			throw new WasmBatchException(function.name(), done + finished, items.first(results, done + finished), ex);
		}
		items.read().copy(frame.slice(first, bytes), results, done, count);
	}

	private static <A> int requireColumns(GuestFunction function, A[] columns, ItemType<A> items) {
		FunctionType type = function.type();
		ValueType item = items.type();
		if (!Bridge.isColumn(type) || type.results().get(0) != item) {
			throw new IllegalArgumentException(function + " cannot be called for columns of " + item
					+ ": it has to take one or more of them and return one");
		}
		if (columns.length != type.params().size()) {
			throw new IllegalArgumentException(function + " takes " + Wording.count(type.params().size(), "column")
					+ " but was called with " + columns.length);
		}
		for (int i = 0; i < columns.length; i++) {
			if (columns[i] == null) {
				throw new IllegalArgumentException("Column " + (i + 1) + " for " + function + " is null");
			}
		}
		int length = items.length(columns[0]);
		for (int i = 1; i < columns.length; i++) {
			if (items.length(columns[i]) != length) {
				throw new IllegalArgumentException(function
						+ " was called with columns of different lengths: column 1 has " + Wording.count(length, "item")
						+ ", column " + (i + 1) + " has " + items.length(columns[i]));
			}
		}
		return length;
	}

}
