package io.github.wasmpool.wasmtime;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

import io.github.wasmpool.type.ValueType;

/**
 * The type of the items of a column: how arrays of it are copied into a frame and out of
 * it, bit by bit.
 *
 * @param type the type of an item
 * @param size the bytes of an item
 * @param create makes an array of a length
 * @param write copies items of an array into a frame
 * @param read copies items out of a frame into an array
 * @param <A> the type of the arrays
 */
record ItemType<A>(ValueType type, int size, IntFunction<A> create, Copy<A> write, Copy<A> read) {

	static final ItemType<int[]> INT = new ItemType<>(ValueType.I32, Integer.BYTES, int[]::new,
			(frame, column, from, count) -> frame.asIntBuffer().put(column, from, count),
			(frame, column, from, count) -> frame.asIntBuffer().get(column, from, count));

	static final ItemType<long[]> LONG = new ItemType<>(ValueType.I64, Long.BYTES, long[]::new,
			(frame, column, from, count) -> frame.asLongBuffer().put(column, from, count),
			(frame, column, from, count) -> frame.asLongBuffer().get(column, from, count));

	static final ItemType<float[]> FLOAT = new ItemType<>(ValueType.F32, Float.BYTES, float[]::new,
			(frame, column, from, count) -> frame.asFloatBuffer().put(column, from, count),
			(frame, column, from, count) -> frame.asFloatBuffer().get(column, from, count));

	static final ItemType<double[]> DOUBLE = new ItemType<>(ValueType.F64, Double.BYTES, double[]::new,
			(frame, column, from, count) -> frame.asDoubleBuffer().put(column, from, count),
			(frame, column, from, count) -> frame.asDoubleBuffer().get(column, from, count));

	int length(A column) {
		return Array.getLength(column);
	}

	/**
	 * Return a copy of the first items of an array.
	 */
	A first(A column, int length) {
		A first = this.create.apply(length);
		System.arraycopy(column, 0, first, 0, length);
		return first;
	}

	/**
	 * Copies items between a frame and an array.
	 *
	 * @param <A> the type of the array
	 */
	@FunctionalInterface
	interface Copy<A> {

		void copy(ByteBuffer frame, A column, int from, int count);

	}

}
