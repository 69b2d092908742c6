package io.github.wasmpool.binary;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Which modules have a state that can be carried from one instance to others: memory and
 * numbers in globals. What is refused names the flag of the toolchain that would help.
 */
public final class StateRule {

	private StateRule() {
	}

	/**
	 * Find what makes it impossible, whatever an instance did.
	 * @param declarations what the module declares
	 * @param shared whether its instances share a memory
	 * @return a sentence about the module without its subject, or {@code null} if there
	 * is nothing
	 */
	static @Nullable String obstacle(Declarations declarations, boolean shared) {
		if (shared) {
			return "its instances share a memory; build it without '-pthread' or '--shared-memory',"
					+ " and leave 'memory.shared' out";
		}
		if (KeptGlobals.tooMany(declarations)) {
			return "it has more than " + KeptGlobals.MOST + " globals that can change";
		}
		Set<ValueType> types = declarations.globals()
			.stream()
			.filter(GlobalType::mutable)
			.map(GlobalType::type)
			.collect(Collectors.toSet());
		if (types.contains(ValueType.V128)) {
			return "it has a mutable global of the type v128; build it without vectors"
					+ " ('-mno-simd128', for Rust '-C target-feature=-simd128')";
		}
		if (types.contains(ValueType.FUNCREF) || types.contains(ValueType.EXTERNREF)) {
			return "it has a mutable global that holds a reference; build it without reference types"
					+ " ('-mno-reference-types', for Rust '-C target-feature=-reference-types')";
		}
		return null;
	}

	/**
	 * Refuse a state that cannot be carried.
	 * @param module what messages call the module
	 * @param obstacle a sentence about the module without its subject, or {@code null} if
	 * there is none
	 * @throws WasmModuleException if there is one ({@link Reason#SNAPSHOT})
	 */
	public static void check(String module, @Nullable String obstacle) {
		if (obstacle != null) {
			throw WasmModuleException.ofSettings(Reason.SNAPSHOT,
					"The state of an instance of module '" + module + "' cannot be carried to others: " + obstacle,
					List.of("snapshot"));
		}
	}

}
