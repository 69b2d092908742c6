package io.github.wasmpool.sample.visitor;

import java.util.List;
import java.util.Set;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.ValueType;

/**
 * Which functions may take and return text, by the conventions of the library. Whether
 * they do, the library says when they are called.
 */
final class Texts {

	private static final String ASSEMBLY_SCRIPT = "__new";

	private static final Set<String> ALLOCATORS = Set.of("malloc", "alloc", "allocate", ASSEMBLY_SCRIPT);

	private Texts() {
	}

	/**
	 * Count the texts that a function may take.
	 * @param export a function that is exported
	 * @param module the module
	 * @return how many, or -1 if its type, or the module, does not look like text
	 */
	static int count(ExportType export, WasmModule module) {
		FunctionType type = (FunctionType) export.type();
		List<ExportType> exports = module.exports();
		boolean managed = has(exports, ASSEMBLY_SCRIPT);
		boolean possible = exports.stream().anyMatch((each) -> each.type() instanceof MemoryType)
				&& ALLOCATORS.stream().anyMatch((name) -> has(exports, name)) && !ALLOCATORS.contains(export.name())
				&& type.params().stream().allMatch(ValueType.I32::equals) && returnsText(type, managed);
		if (!possible) {
			return -1;
		}
		int perText = managed ? 1 : 2;
		return (type.params().size() % perText == 0) ? type.params().size() / perText : -1;
	}

	private static boolean returnsText(FunctionType type, boolean managed) {
		return type.results().equals(List.of(managed ? ValueType.I32 : ValueType.I64))
				|| (!managed && type.results().equals(List.of(ValueType.I32, ValueType.I32)));
	}

	private static boolean has(List<ExportType> exports, String name) {
		return exports.stream().anyMatch((export) -> export.name().equals(name));
	}

}
