package io.github.wasmpool.binary;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;
import org.jspecify.annotations.Nullable;

/**
 * A rewritten module: the bytes the engine compiles, and where the guest's things are
 * found in them.
 *
 * <p>
 * Immutable and thread-safe.
 */
public final class GuestBinary {

	private static final FunctionType PROCEDURE = FunctionType.of(List.of(), List.of());

	private final String name;

	private final byte[] bytes;

	private final Declarations declarations;

	private final Map<String, ExportType> exportsByName;

	private final ReservedNames names;

	private final List<ImportType> missingImports;

	private final @Nullable MemoryType memory;

	GuestBinary(String name, byte[] bytes, Declarations declarations, ReservedNames names,
			List<ImportType> missingImports, @Nullable MemoryType memory) {
		this.name = name;
		this.bytes = bytes;
		this.declarations = declarations;
		this.exportsByName = declarations.exports()
			.stream()
			.collect(Collectors.toUnmodifiableMap(ExportType::name, Function.identity()));
		this.names = names;
		this.missingImports = missingImports;
		this.memory = memory;
	}

	/**
	 * Return what messages call the module.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the bytes the engine compiles.
	 * @return a copy of the binary
	 */
	public byte[] bytes() {
		return this.bytes.clone();
	}

	/**
	 * Return what the module offers, as its author wrote it.
	 * @return the exports, in the module's order
	 */
	public List<ExportType> exports() {
		return this.declarations.exports();
	}

	/**
	 * Return what the module needs, as its author wrote it.
	 * @return the imports, in the module's order
	 */
	public List<ImportType> imports() {
		return this.declarations.imports();
	}

	/**
	 * Return what the rewritten module still needs: a memory is now its own.
	 * @return the imports that remain, in the module's order
	 */
	public List<ImportType> missingImports() {
		return this.missingImports;
	}

	/**
	 * Return the memory each instance has: limited, with a ceiling.
	 * @return the memory, or empty if the module has none
	 */
	public Optional<MemoryType> memory() {
		return Optional.ofNullable(this.memory);
	}

	/**
	 * Return the name under which the binary exports what the guest exports.
	 * @param export an export, as the module's author wrote it
	 * @return its name in the binary
	 * @throws IllegalArgumentException if the module has no such export
	 */
	public String exportName(String export) {
		return this.names.of(export(export));
	}

	/**
	 * Return the name of the function that the engine would have run by itself when an
	 * instance is made. It is of the type {@code () -> ()}.
	 * @return its name in the binary, or empty if the module has none
	 */
	public Optional<String> startFunction() {
		return (this.declarations.start() != null) ? Optional.of(this.names.startFunction()) : Optional.empty();
	}

	/**
	 * Return the name of the guest's {@code _initialize}, if it exports such a function
	 * of the type {@code () -> ()}.
	 * @return its name in the binary, or empty if the module has none
	 */
	public Optional<String> initializer() {
		return find(ReservedNames.INITIALIZER).filter((export) -> export.type().equals(PROCEDURE)).map(this.names::of);
	}

	/**
	 * Return the name of the memory that an instance's memory is: the one exported as
	 * {@code memory}, else the only exported one. A memory the module imported is always
	 * within reach.
	 * @return its name in the binary, or empty if no memory is within reach
	 */
	public Optional<String> mainMemory() {
		return this.declarations.mainMemoryNeedsExport() ? Optional.of(this.names.memory())
				: this.declarations.memoryExport();
	}

	/**
	 * Return the name of the function that reads a global. It takes nothing and returns
	 * the global's value.
	 * @param global an exported global of a numeric type
	 * @return the name of the function in the binary
	 * @throws IllegalArgumentException if the module exports no such global, or if its
	 * type has no counterpart in Java
	 */
	public String getter(String global) {
		global(global);
		return this.names.getter(global);
	}

	/**
	 * Return the name of the function that writes a global. It takes the global's value
	 * and returns nothing.
	 * @param global an exported global of a numeric type
	 * @return the name of the function in the binary, or empty if the global is immutable
	 * @throws IllegalArgumentException if the module exports no such global, or if its
	 * type has no counterpart in Java
	 */
	public Optional<String> setter(String global) {
		return global(global).mutable() ? Optional.of(this.names.setter(global)) : Optional.empty();
	}

	private GlobalType global(String name) {
		ExportType export = export(name);
		if (export.type() instanceof GlobalType global && global.type().isNumeric()) {
			return global;
		}
		throw new IllegalArgumentException(
				"module '" + this.name + "' exports " + export + ", which is not a numeric global");
	}

	private ExportType export(String export) {
		return find(export).orElseThrow(() -> new IllegalArgumentException("module '" + this.name + "' has no export '"
				+ export + "'; it has " + exports().stream().map((each) -> "'" + each.name() + "'").toList()));
	}

	private Optional<ExportType> find(String export) {
		return Optional.ofNullable(this.exportsByName.get(export));
	}

}
