package io.github.wasmpool.wasmtime;

import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Converts Java's numbers to the engine's, widening as Java does and narrowing nothing.
 */
final class Values {

	private Values() {
	}

	/**
	 * Convert a value.
	 * @param value a boxed number, or anything else
	 * @param type the type it is to have
	 * @return the value, or {@code null} if it is not of that type
	 */
	static @Nullable Val widen(@Nullable Object value, ValueType type) {
		boolean isInt = value instanceof Integer || value instanceof Short || value instanceof Byte;
		boolean isLong = isInt || value instanceof Long;
		boolean isFloat = isLong || value instanceof Float;
		boolean isDouble = isFloat || value instanceof Double;
		if (!(value instanceof Number number)) {
			return null;
		}
		return switch (type) {
			case I32 -> isInt ? Val.fromI32(number.intValue()) : null;
			case I64 -> isLong ? Val.fromI64(number.longValue()) : null;
			case F32 -> isFloat ? Val.fromF32(number.floatValue()) : null;
			case F64 -> isDouble ? Val.fromF64(number.doubleValue()) : null;
			case V128, FUNCREF, EXTERNREF -> null;
		};
	}

	/**
	 * Name a value in a message, without what it holds.
	 * @param value any object
	 * @return for example {@code a String}
	 */
	static String describe(@Nullable Object value) {
		return (value != null) ? "of type " + value.getClass().getSimpleName() : "null";
	}

}
