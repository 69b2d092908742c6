package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.MemoryType;

/**
 * Which modules can have a memory together with other instances: those that import one
 * and say that it is shared.
 */
final class SharedMemoryRule {

	private static final String BUILD = "build it with '-pthread' and link it with '--import-memory' and"
			+ " '--shared-memory', or set 'memory.shared' to false";

	private static final List<String> SETTINGS = List.of("memory.shared");

	private SharedMemoryRule() {
	}

	/**
	 * Check the memory of a module.
	 * @param module what messages call the module
	 * @param declarations what it declares
	 * @param shared whether its instances are to share one memory
	 * @throws WasmModuleException if the module and the setting do not fit
	 */
	static void check(String module, Declarations declarations, boolean shared) {
		boolean imported = declarations.memoryImported();
		boolean marked = declarations.memory().filter(MemoryType::shared).isPresent();
		if (shared) {
			if (!imported || !marked) {
				throw WasmModuleException.ofSettings(Reason.MEMORY_OUT_OF_RANGE,
						"instances of module '" + module + "' cannot share a memory as 'memory.shared' asks, because "
								+ describe(declarations, marked) + "; " + BUILD,
						SETTINGS);
			}
		}
		else if (marked) {
			throw WasmModuleException.ofSettings(Reason.UNSUPPORTED_FEATURE, imported ? "module '" + module
					+ "' imports a shared memory, which all its instances in a pool would see;"
					+ " set 'memory.shared' to true, or compile without '-pthread', atomic instructions may stay"
					: "module '" + module + "' defines a shared memory of its own, which no other instance could see;"
							+ " link it with '--import-memory' and set 'memory.shared' to true, or compile without"
							+ " '-pthread', atomic instructions may stay",
					SETTINGS);
		}
	}

	private static String describe(Declarations declarations, boolean marked) {
		if (declarations.memory().isEmpty()) {
			return "the module has no memory";
		}
		if (declarations.memoryImported()) {
			return "the memory the module imports is not shared";
		}
		return "the module defines a " + (marked ? "shared " : "") + "memory of its own instead of importing it";
	}

}
