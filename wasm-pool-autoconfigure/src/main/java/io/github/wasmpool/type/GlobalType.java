package io.github.wasmpool.type;

/**
 * The type of a global.
 *
 * @param type the type of its value
 * @param mutable whether its value can change
 */
public record GlobalType(ValueType type, boolean mutable) implements ExternType {

	@Override
	public String kind() {
		return "global";
	}

	@Override
	public String toString() {
		return this.mutable ? "(mut " + this.type + ")" : this.type.toString();
	}

}
