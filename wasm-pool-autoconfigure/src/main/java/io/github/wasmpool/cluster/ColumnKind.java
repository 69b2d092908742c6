package io.github.wasmpool.cluster;

import java.lang.reflect.Array;
import java.util.Collections;
import java.util.List;

import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * A type that columns can be of. Several columns travel as one array, one after the
 * other.
 */
enum ColumnKind {

	INT(ValueType.I32, int[].class), LONG(ValueType.I64, long[].class), FLOAT(ValueType.F32, float[].class),
	DOUBLE(ValueType.F64, double[].class);

	private final ValueType item;

	private final Class<?> array;

	ColumnKind(ValueType item, Class<?> array) {
		this.item = item;
		this.array = array;
	}

	/**
	 * Create an array.
	 * @param length how many items
	 */
	Object create(int length) {
		return Array.newInstance(this.array.getComponentType(), length);
	}

	/**
	 * Put the same items of all columns one after the other.
	 * @param columns the columns
	 * @param from the first item
	 * @param to the item after the last
	 */
	Object join(Object[] columns, int from, int to) {
		int length = to - from;
		Object joined = create(columns.length * length);
		for (int i = 0; i < columns.length; i++) {
			System.arraycopy(columns[i], from, joined, i * length, length);
		}
		return joined;
	}

	/**
	 * Call a function for joined columns.
	 * @param function the function
	 * @param joined the columns, one after the other
	 * @param columns how many
	 * @return its results
	 */
	Object map(WasmFunction function, Object joined, int columns) {
		int length = Array.getLength(joined) / columns;
		Object[] split = (Object[]) Array.newInstance(this.array, columns);
		for (int i = 0; i < columns; i++) {
			split[i] = create(length);
			System.arraycopy(joined, i * length, split[i], 0, length);
		}
		return map(function, split);
	}

	/**
	 * Call a function for columns.
	 * @param function the function
	 * @param columns an array of arrays of this kind
	 * @return its results
	 */
	Object map(WasmFunction function, Object[] columns) {
		return switch (this) {
			case INT -> function.mapInt((int[][]) columns);
			case LONG -> function.mapLong((long[][]) columns);
			case FLOAT -> function.mapFloat((float[][]) columns);
			case DOUBLE -> function.mapDouble((double[][]) columns);
		};
	}

	/**
	 * Whether a module has a function for columns of this kind.
	 * @param exports what it exports
	 * @param export the name of the function
	 * @param columns how many there are
	 * @return {@code false} if a call will be refused
	 */
	boolean isFit(List<ExportType> exports, String export, int columns) {
		FunctionType fit = FunctionType.of(Collections.nCopies(columns, this.item),
				Collections.singletonList(this.item));
		return exports.stream().anyMatch((each) -> each.name().equals(export) && each.type().equals(fit));
	}

}
