package io.github.wasmpool.type;

/**
 * Something a module needs.
 *
 * @param module the first half of its name, for example {@code env}
 * @param name the second half of its name
 * @param type what is imported
 */
public record ImportType(String module, String name, ExternType type) {

	@Override
	public String toString() {
		return this.type.kind() + " '" + Wording.name(this.module) + "." + Wording.name(this.name) + "' " + this.type;
	}

}
