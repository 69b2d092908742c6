package io.github.wasmpool.binary;

import java.util.List;
import java.util.Optional;

import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ExternType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import org.jspecify.annotations.Nullable;

/**
 * What a module declares, as its author wrote it.
 *
 * @param types the types its functions and blocks refer to
 * @param imports what it needs
 * @param exports what it offers
 * @param functions the index of the type of each of its functions, imported ones first
 * @param tables all its tables, imported ones first
 * @param memory its memory
 * @param memoryImported whether that memory is imported
 * @param globals the types of all its globals, imported ones first
 * @param elements how many element segments it has
 * @param data its data segments
 * @param start the index of the function that the engine is to run by itself
 */
record Declarations(List<FunctionType> types, List<ImportType> imports, List<Export> exports, List<Integer> functions,
		List<TableType> tables, Optional<MemoryType> memory, boolean memoryImported, List<GlobalType> globals,
		int elements, List<DataSegment> data, @Nullable Integer start) {

	/**
	 * Return the type of a function.
	 * @param index its index among all functions
	 */
	FunctionType function(int index) {
		return this.types.get(this.functions.get(index));
	}

	/**
	 * Return how many of the things of a kind are imported.
	 * @param kind their type
	 */
	int imported(Class<? extends ExternType> kind) {
		return (int) this.imports.stream().filter((each) -> kind.isInstance(each.type())).count();
	}

	List<ExportType> exportTypes() {
		return this.exports.stream().map(Export::declared).toList();
	}

	/**
	 * Return with how many elements the tables begin together.
	 */
	long tableElements() {
		return this.tables.stream().mapToLong(TableType::minElements).sum();
	}

	/**
	 * Return where the data of a new memory lies.
	 * @return from the first to the last of it, or empty if there is none. What lies at a
	 * computed place is taken to begin the memory, and may end anywhere.
	 */
	Optional<Extent> dataExtent() {
		List<DataSegment> active = this.data.stream().filter(DataSegment::active).toList();
		return active.isEmpty() ? Optional.empty()
				: Optional.of(new Extent(active.stream().mapToLong(DataSegment::address).min().getAsLong(),
						active.stream().mapToLong((each) -> each.address() + each.length()).max().getAsLong()));
	}

	/**
	 * Return the first export of the memory, the one named {@code memory} if there is
	 * one.
	 * @return its name, or empty if the memory is not exported
	 */
	Optional<String> memoryExport() {
		List<String> names = this.exports.stream()
			.filter((export) -> export.type() instanceof MemoryType)
			.map(Export::name)
			.toList();
		return names.contains("memory") ? Optional.of("memory") : names.stream().findFirst();
	}

	/**
	 * An export.
	 *
	 * @param declared what is exported, by which name
	 * @param index its index among the things of its kind
	 */
	record Export(ExportType declared, int index) {

		String name() {
			return this.declared.name();
		}

		ExternType type() {
			return this.declared.type();
		}

	}

	/**
	 * A data segment, by its offsets in the file.
	 *
	 * @param start where it begins
	 * @param offset where the constant begins that says where the data is to lie
	 * @param content where the length of the data stands
	 * @param end the offset after its last byte
	 * @param active whether it is written into a new memory
	 * @param constant whether its place is a number, not that of an imported global
	 * @param address that number, otherwise 0
	 * @param length how many bytes it holds
	 */
	record DataSegment(int start, int offset, int content, int end, boolean active, boolean constant, long address,
			long length) {

	}

}
