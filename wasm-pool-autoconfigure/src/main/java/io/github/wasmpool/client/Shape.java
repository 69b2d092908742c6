package io.github.wasmpool.client;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Map;

import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * What a type of Java is for a guest.
 */
enum Shape {

	/** No result. */
	VOID,

	/** An i32 that is 0 or not. */
	BOOLEAN,

	/** An i32. */
	INT,

	/** An i64. */
	LONG,

	/** An f32. */
	FLOAT,

	/** An f64. */
	DOUBLE,

	/** Text in the memory. */
	STRING,

	/** Bytes in the memory. */
	BYTES,

	/** Bytes in the memory. */
	BUFFER,

	/** Anything else, as JSON text in the memory. */
	JSON;

	private static final Map<Class<?>, Shape> SHAPES = Map.ofEntries(Map.entry(void.class, VOID),
			Map.entry(Void.class, VOID), Map.entry(boolean.class, BOOLEAN), Map.entry(Boolean.class, BOOLEAN),
			Map.entry(int.class, INT), Map.entry(Integer.class, INT), Map.entry(long.class, LONG),
			Map.entry(Long.class, LONG), Map.entry(float.class, FLOAT), Map.entry(Float.class, FLOAT),
			Map.entry(double.class, DOUBLE), Map.entry(Double.class, DOUBLE), Map.entry(String.class, STRING),
			Map.entry(byte[].class, BYTES), Map.entry(ByteBuffer.class, BUFFER));

	private static final Map<Class<?>, Shape> SMALL = Map.of(byte.class, INT, Byte.class, INT, short.class, INT,
			Short.class, INT);

	/**
	 * Find what a parameter is.
	 * @param type its type
	 * @return its shape, or {@code null} if it cannot be passed
	 */
	static @Nullable Shape ofParameter(Type type) {
		Shape small = (type instanceof Class<?> known) ? SMALL.get(known) : null;
		Shape shape = (small != null) ? small : ofResult(type);
		return (shape != VOID) ? shape : null;
	}

	/**
	 * Find what a result is.
	 * @param type its type
	 * @return its shape, or {@code null} if it cannot be returned
	 */
	static @Nullable Shape ofResult(Type type) {
		if (!(type instanceof Class<?> known)) {
			return JSON;
		}
		Shape shape = SHAPES.get(known);
		if (shape != null) {
			return shape;
		}
		return (known.isPrimitive() || SMALL.containsKey(known) || known == Character.class) ? null : JSON;
	}

	/**
	 * Whether it is passed through the memory.
	 */
	boolean isText() {
		return compareTo(STRING) >= 0;
	}

	/**
	 * Return what it is most like, if it is a number.
	 */
	ValueType natural() {
		return switch (this) {
			case LONG -> ValueType.I64;
			case FLOAT -> ValueType.F32;
			case DOUBLE -> ValueType.F64;
			default -> ValueType.I32;
		};
	}

	/**
	 * Whether a number can be passed as a parameter.
	 */
	boolean fitsParameter(ValueType type) {
		return switch (this) {
			case BOOLEAN -> type == ValueType.I32;
			case INT -> type.isNumeric();
			case LONG -> type.isNumeric() && type != ValueType.I32;
			case FLOAT -> type == ValueType.F32 || type == ValueType.F64;
			case DOUBLE -> type == ValueType.F64;
			default -> false;
		};
	}

	/**
	 * Whether a result can be taken for a number of this shape.
	 */
	boolean fitsResult(ValueType type) {
		return switch (this) {
			case BOOLEAN, INT -> type == ValueType.I32;
			case LONG -> type == ValueType.I32 || type == ValueType.I64;
			case FLOAT -> type.isNumeric() && type != ValueType.F64;
			case DOUBLE -> type.isNumeric();
			default -> false;
		};
	}

}
