package io.github.wasmpool.type;

import org.jspecify.annotations.Nullable;

/**
 * The type of a table.
 *
 * @param type the type of its elements
 * @param minElements the elements it begins with, 0 to 4,294,967,295
 * @param maxElements the elements it can grow to, {@code minElements} to 4,294,967,295,
 * or {@code null} if it names no ceiling
 */
public record TableType(ValueType type, long minElements, @Nullable Long maxElements) implements ExternType {

	private static final long HIGHEST_ELEMENTS = 0xFFFF_FFFFL;

	/**
	 * Create the type of a table.
	 * @throws IllegalArgumentException if WebAssembly knows no such table
	 */
	public TableType {
		long max = (maxElements != null) ? maxElements : HIGHEST_ELEMENTS;
		if (minElements < 0 || minElements > max || max > HIGHEST_ELEMENTS) {
			throw new IllegalArgumentException("A table of " + minElements + " to " + Wording.count(max, "element")
					+ ", WebAssembly allows 0 to 4,294,967,295");
		}
		if (type.isNumeric() || type == ValueType.V128) {
			throw new IllegalArgumentException("A table of " + type + ", WebAssembly allows references");
		}
	}

	@Override
	public String kind() {
		return "table";
	}

	@Override
	public String toString() {
		return this.minElements + ((this.maxElements != null) ? ".." + this.maxElements : "..") + " " + this.type;
	}

}
