package io.github.wasmpool.type;

/**
 * Something a module offers.
 *
 * @param name the name it is exported by
 * @param type what is exported
 */
public record ExportType(String name, ExternType type) {

	@Override
	public String toString() {
		return this.type.kind() + " '" + Wording.name(this.name) + "' " + this.type;
	}

}
