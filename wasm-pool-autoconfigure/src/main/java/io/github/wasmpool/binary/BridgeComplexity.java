package io.github.wasmpool.binary;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.binary.Declarations.Export;
import io.github.wasmpool.type.ExternType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.Wording;

/**
 * What the functions demand of the compiler that are generated for a module, in it and in
 * its companion: two for each function it imports, two for each signature that can be
 * called, two for each global it exports. An import of four bytes takes the compiler the
 * better part of a millisecond, one that passes a thousand values a hundred times as
 * long. As for {@link io.github.wasmpool.binary.complexity.Complexity}, the factors were
 * measured, and a unit takes a microsecond, more or less.
 */
final class BridgeComplexity {

	private static final int IMPORT = 600;

	private static final int IMPORT_VALUE = 10;

	private static final int IMPORT_VALUES = 8;

	private static final int SIGNATURE = 1_000;

	private static final int SIGNATURE_VALUE = 140;

	private static final int SIGNATURE_VALUES = 8;

	private static final int GLOBAL = 400;

	/** Sums that come near it stay there, instead of wrapping around. */
	private static final long HUGE = 1L << 60;

	private final int imports;

	private final Set<FunctionType> signatures = new HashSet<>();

	private final Set<Integer> globals = new HashSet<>();

	private long total;

	private BridgeComplexity(Declarations declarations) {
		this.imports = declarations.imported(FunctionType.class);
		for (ImportType each : declarations.imports()) {
			if (each.type() instanceof FunctionType function) {
				add(IMPORT, IMPORT_VALUE, IMPORT_VALUES, function);
			}
		}
		for (Export export : declarations.exports()) {
			ExternType type = export.type();
			if (type instanceof FunctionType function && function.isNumeric() && this.signatures.add(function)) {
				add(SIGNATURE, SIGNATURE_VALUE, SIGNATURE_VALUES, function);
			}
			else if (type instanceof GlobalType && this.globals.add(export.index())) {
				this.total += GLOBAL;
			}
		}
	}

	private void add(int function, int each, int square, FunctionType type) {
		long values = (long) type.params().size() + type.results().size();
		this.total = Math.min(HUGE, this.total + function + each * values + values * values / square);
	}

	/**
	 * Measure the bridge of a module, which counts like one of its functions.
	 * @param module what messages call the module
	 * @param declarations what it declares
	 * @param limits what it may ask for
	 * @return what the bridge demands
	 * @throws WasmModuleException if that is more than a function may demand
	 */
	static long require(String module, Declarations declarations, ModuleLimits limits) {
		BridgeComplexity bridge = new BridgeComplexity(declarations);
		if (bridge.total > limits.complexity()) {
			throw WasmModuleException.ofSettings(Reason.TOO_COMPLEX, String.format(Locale.ROOT,
					"module '%s' is too complex to compile safely: the bridge between Java and its %s,"
							+ " %s of exported functions and %s has a"
							+ " complexity of %,d where 'limits.complexity' allows %,d; raise it if the module is to"
							+ " be trusted",
					module, Wording.count(bridge.imports, "imported function"),
					Wording.count(bridge.signatures.size(), "signature"),
					Wording.count(bridge.globals.size(), "exported global"), bridge.total, limits.complexity()),
					List.of("limits.complexity"));
		}
		return bridge.total;
	}

}
