package io.github.wasmpool.coordination;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.type.ValueType;

/**
 * A type that columns can be of.
 *
 * @param <A> the type of the arrays
 */
record ColumnType<A>(ValueType item, IntFunction<A> create, Slice<A> slice, BiFunction<WasmFunction, A[], A> map) {

	static final ColumnType<int[]> INT = new ColumnType<>(ValueType.I32, int[]::new, Arrays::copyOfRange,
			WasmFunction::mapInt);

	static final ColumnType<long[]> LONG = new ColumnType<>(ValueType.I64, long[]::new, Arrays::copyOfRange,
			WasmFunction::mapLong);

	static final ColumnType<float[]> FLOAT = new ColumnType<>(ValueType.F32, float[]::new, Arrays::copyOfRange,
			WasmFunction::mapFloat);

	static final ColumnType<double[]> DOUBLE = new ColumnType<>(ValueType.F64, double[]::new, Arrays::copyOfRange,
			WasmFunction::mapDouble);

	A create(int length) {
		return this.create.apply(length);
	}

	int length(A array) {
		return Array.getLength(array);
	}

	A slice(A array, int from, int to) {
		return this.slice.slice(array, from, to);
	}

	A map(WasmFunction function, A[] columns) {
		return this.map.apply(function, columns);
	}

	@FunctionalInterface
	private interface Slice<A> {

		A slice(A array, int from, int to);

	}

}
