package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * The signatures of what a rewritten module adds to itself, by which the companion and
 * the host call it.
 */
public final class Signatures {

	/** Takes nothing and returns nothing. */
	public static final FunctionType PROCEDURE = FunctionType.of(List.of(), List.of());

	/** Takes the number of a callable and returns a reference to it. */
	public static final FunctionType LOOKUP = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.FUNCREF));

	/** Takes the place of an import and a reference to what is called for it. */
	public static final FunctionType BIND = FunctionType.of(List.of(ValueType.I32, ValueType.FUNCREF), List.of());

	/** Returns the pages of the memory. */
	public static final FunctionType PAGES = FunctionType.of(List.of(), List.of(ValueType.I32));

	/** Takes how many pages to grow by and returns how many there were. */
	public static final FunctionType GROW = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));

	private Signatures() {
	}

}
