package io.github.wasmpool.type;

import org.jspecify.annotations.Nullable;

/**
 * The type of a table.
 *
 * @param type the type of its elements
 * @param minElements the elements it begins with
 * @param maxElements the elements it can grow to, or {@code null} if it names no ceiling
 */
public record TableType(ValueType type, long minElements, @Nullable Long maxElements) implements ExternType {

	@Override
	public String kind() {
		return "table";
	}

	@Override
	public String toString() {
		return this.minElements + ((this.maxElements != null) ? ".." + this.maxElements : "..") + " " + this.type;
	}

}
