package io.github.wasmpool.wasmtime;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.github.wasmpool.type.ValueType;

/**
 * The type of the items of a column: how arrays of it are copied into a frame and out of
 * it, bit by bit.
 *
 * @param <A> the type of the arrays
 */
abstract class ItemType<A> {

	static final ItemType<int[]> INT = new ItemType<>(ValueType.I32, Integer.BYTES) {

		@Override
		int length(int[] column) {
			return column.length;
		}

		@Override
		int[] create(int length) {
			return new int[length];
		}

		@Override
		int[] first(int[] column, int length) {
			return Arrays.copyOf(column, length);
		}

		@Override
		void write(ByteBuffer to, int[] column, int from, int count) {
			to.asIntBuffer().put(column, from, count);
		}

		@Override
		void read(ByteBuffer from, int[] column, int to, int count) {
			from.asIntBuffer().get(column, to, count);
		}

	};

	static final ItemType<long[]> LONG = new ItemType<>(ValueType.I64, Long.BYTES) {

		@Override
		int length(long[] column) {
			return column.length;
		}

		@Override
		long[] create(int length) {
			return new long[length];
		}

		@Override
		long[] first(long[] column, int length) {
			return Arrays.copyOf(column, length);
		}

		@Override
		void write(ByteBuffer to, long[] column, int from, int count) {
			to.asLongBuffer().put(column, from, count);
		}

		@Override
		void read(ByteBuffer from, long[] column, int to, int count) {
			from.asLongBuffer().get(column, to, count);
		}

	};

	static final ItemType<float[]> FLOAT = new ItemType<>(ValueType.F32, Float.BYTES) {

		@Override
		int length(float[] column) {
			return column.length;
		}

		@Override
		float[] create(int length) {
			return new float[length];
		}

		@Override
		float[] first(float[] column, int length) {
			return Arrays.copyOf(column, length);
		}

		@Override
		void write(ByteBuffer to, float[] column, int from, int count) {
			to.asFloatBuffer().put(column, from, count);
		}

		@Override
		void read(ByteBuffer from, float[] column, int to, int count) {
			from.asFloatBuffer().get(column, to, count);
		}

	};

	static final ItemType<double[]> DOUBLE = new ItemType<>(ValueType.F64, Double.BYTES) {

		@Override
		int length(double[] column) {
			return column.length;
		}

		@Override
		double[] create(int length) {
			return new double[length];
		}

		@Override
		double[] first(double[] column, int length) {
			return Arrays.copyOf(column, length);
		}

		@Override
		void write(ByteBuffer to, double[] column, int from, int count) {
			to.asDoubleBuffer().put(column, from, count);
		}

		@Override
		void read(ByteBuffer from, double[] column, int to, int count) {
			from.asDoubleBuffer().get(column, to, count);
		}

	};

	private final ValueType type;

	private final int size;

	private ItemType(ValueType type, int size) {
		this.type = type;
		this.size = size;
	}

	/** The type of each item in the guest. */
	ValueType type() {
		return this.type;
	}

	/** The bytes of an item. */
	int size() {
		return this.size;
	}

	abstract int length(A column);

	abstract A create(int length);

	/** The first items of a column, as a new one. */
	abstract A first(A column, int length);

	abstract void write(ByteBuffer to, A column, int from, int count);

	abstract void read(ByteBuffer from, A column, int to, int count);

}
