package io.github.wasmpool.type;

import java.util.Locale;

/**
 * A type of a WebAssembly value.
 */
public enum ValueType {

	/** A 32-bit integer, an {@code int} in Java. */
	I32,

	/** A 64-bit integer, a {@code long} in Java. */
	I64,

	/** A 32-bit IEEE 754 number, a {@code float} in Java. */
	F32,

	/** A 64-bit IEEE 754 number, a {@code double} in Java. */
	F64,

	/** A 128-bit vector, which has no counterpart in Java. */
	V128,

	/** A reference to a function, which does not cross into Java. */
	FUNCREF,

	/** An opaque reference of the host's, which does not cross into Java. */
	EXTERNREF;

	private final String text = name().toLowerCase(Locale.ROOT);

	/**
	 * Whether a value of this type has a counterpart in Java.
	 * @return {@code true} for {@link #I32}, {@link #I64}, {@link #F32} and {@link #F64}
	 */
	public boolean isNumeric() {
		return this == I32 || this == I64 || this == F32 || this == F64;
	}

	/**
	 * Return the name the WebAssembly text format gives the type.
	 * @return the name, for example {@code i32}
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
