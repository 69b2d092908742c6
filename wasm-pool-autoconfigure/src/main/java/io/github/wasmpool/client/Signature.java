package io.github.wasmpool.client;

import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;

import io.github.wasmpool.host.WasmResult;
import org.jspecify.annotations.Nullable;

/**
 * A method that calls an export.
 *
 * @param name its name
 * @param export the export
 * @param params the types of its parameters, with type arguments
 * @param result the type of its result, with type arguments
 * @param convention what it says about its result, or {@code null} for nothing
 */
record Signature(String name, String export, List<Type> params, Type result, @Nullable WasmResult convention) {

	/**
	 * Return a name of a type that is short.
	 * @param type the type
	 * @return its name, without packages
	 */
	static String describe(Type type) {
		return type.getTypeName().replaceAll("\\b[a-z_][\\w]*\\.", "");
	}

	@Override
	public String toString() {
		return this.params.stream()
			.map(Signature::describe)
			.collect(Collectors.joining(", ", "'" + describe(this.result) + " " + this.name + "(", ")'"));
	}

}
