package io.github.wasmpool.binary;

import java.util.List;
import java.util.Set;

import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;

/**
 * The names of what a rewritten module exports beside the guest's own exports. They begin
 * with a prefix that no export of the guest begins with.
 */
final class ReservedNames {

	/**
	 * The function a command begins with. The binding takes a module that exports it for
	 * something else.
	 */
	static final String COMMAND = "_start";

	/**
	 * The function that readies a reactor. The binding runs it by itself.
	 */
	static final String INITIALIZER = "_initialize";

	private static final Set<String> RENAMED = Set.of(COMMAND, INITIALIZER);

	private final String prefix;

	ReservedNames(List<ExportType> exports) {
		StringBuilder candidate = new StringBuilder("wasm-pool:");
		while (exports.stream().anyMatch((export) -> export.name().startsWith(candidate.toString()))) {
			candidate.append(':');
		}
		this.prefix = candidate.toString();
	}

	/** The function that hands out what can be called. */
	String lookup() {
		return this.prefix + "lookup";
	}

	String memory() {
		return this.prefix + "memory";
	}

	/**
	 * Return the name under which an export of the guest is found.
	 * @param export the export as its author wrote it
	 * @return its name, or a reserved one if the binding makes something of its name
	 */
	String of(ExportType export) {
		return (export.type() instanceof FunctionType && RENAMED.contains(export.name())) ? this.prefix + export.name()
				: export.name();
	}

}
