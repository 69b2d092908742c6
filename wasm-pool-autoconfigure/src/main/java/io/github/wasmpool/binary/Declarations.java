package io.github.wasmpool.binary;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;
import org.jspecify.annotations.Nullable;

/**
 * What a module declares, as its author wrote it.
 *
 * @param types the types its functions and blocks refer to
 * @param imports what it needs
 * @param exports what it offers
 * @param exportIndexes the index of each export among the things of its kind
 * @param functions the types of all its functions, imported ones first
 * @param importedFunctions how many of them are imported
 * @param tables how many tables it has, imported ones included
 * @param tableElements with how many elements they begin together
 * @param dataStart where the first data of a new memory lies, empty if there is none
 * @param memory its memory
 * @param memoryImported whether that memory is imported
 * @param globals the types of all its globals, imported ones first
 * @param start the index of the function that the engine is to run by itself
 */
record Declarations(List<FunctionType> types, List<ImportType> imports, List<ExportType> exports,
		List<Integer> exportIndexes, List<FunctionType> functions, int importedFunctions, int tables,
		long tableElements, OptionalLong dataStart, Optional<MemoryType> memory, boolean memoryImported,
		List<GlobalType> globals, @Nullable Integer start) {

	Declarations {
		types = List.copyOf(types);
		imports = List.copyOf(imports);
		exports = List.copyOf(exports);
		exportIndexes = List.copyOf(exportIndexes);
		functions = List.copyOf(functions);
		globals = List.copyOf(globals);
	}

	/**
	 * Return the first export of the memory, the one named {@code memory} if there is
	 * one.
	 * @return its name, or empty if the memory is not exported
	 */
	Optional<String> memoryExport() {
		List<String> names = this.exports.stream()
			.filter((export) -> export.type() instanceof MemoryType)
			.map(ExportType::name)
			.toList();
		return names.contains("memory") ? Optional.of("memory") : names.stream().findFirst();
	}

	/**
	 * Whether the memory is to be exported so that it can be found: one that is imported
	 * is not hidden by intent.
	 * @return {@code true} for an imported memory without an export
	 */
	boolean mainMemoryNeedsExport() {
		return this.memoryImported && memoryExport().isEmpty();
	}

	FunctionType functionType(int index) {
		return this.functions.get(index);
	}

}
