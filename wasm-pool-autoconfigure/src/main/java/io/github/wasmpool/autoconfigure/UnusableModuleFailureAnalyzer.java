package io.github.wasmpool.autoconfigure;

import java.util.List;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why the module of a pool cannot be used.
 */
class UnusableModuleFailureAnalyzer extends AbstractFailureAnalyzer<UnusableModuleException> {

	private static final String SHARED_MEMORY = "memory.shared";

	private static final List<String> MEMORY = List.of("memory.initial-pages", "memory.max-pages");

	private static final List<String> LIMITS = List.of("limits.table-elements", "limits.tables", "limits.functions",
			"limits.complexity", "limits.total-complexity", "limits.module-size");

	private static final List<String> FEATURES = List.of("features.simd", "features.threads", SHARED_MEMORY);

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnusableModuleException cause) {
		WasmModuleException failure = cause.getFailure();
		PropertyKeys keys = cause.getDefinition().keys();
		List<String> settings = settings(failure, keys);
		String description = cause.getMessage() + ": " + failure.getMessage() + keys.describe(settings);
		return new FailureAnalysis(description, action(cause, keys, settings), cause);
	}

	private static List<String> settings(WasmModuleException failure, PropertyKeys keys) {
		List<String> named = keys.namedIn(failure.getMessage());
		return switch (failure.getReason()) {
			case MEMORY_OUT_OF_RANGE -> named.contains(SHARED_MEMORY) ? List.of(SHARED_MEMORY) : MEMORY;
			case TOO_COMPLEX -> {
				List<String> limits = named.stream().filter(LIMITS::contains).toList();
				yield limits.isEmpty() ? LIMITS : limits;
			}
			case UNSUPPORTED_FEATURE -> {
				List<String> features = named.stream().filter(FEATURES::contains).toList();
				yield features.isEmpty() ? List.of("module") : features;
			}
			default -> List.of("module");
		};
	}

	private static String action(UnusableModuleException cause, PropertyKeys keys, List<String> settings) {
		WasmModuleException failure = cause.getFailure();
		String module = "'" + keys.key("module") + "'";
		String changed = PropertyKeys.list(settings.stream().map(keys::key).toList(), "or");
		return switch (failure.getReason()) {
			case NOT_FOUND -> "Change " + module + " to a file that exists and can be read. Begin the location with "
					+ "'classpath:' for a file inside the application, with 'file:' for one outside.";
			case NOT_A_MODULE ->
				"Change " + module + " to a WebAssembly binary. Assemble text (.wat) first, for example with "
						+ "wat2wasm; build a component as a core module instead, for Rust with the target "
						+ "wasm32-unknown-unknown or wasm32-wasip1.";
			case MALFORMED -> "Build the module again, or copy it again, or change " + module
					+ ". If the build filters resources, exclude '*.wasm': filtering damages binary files.";
			case UNSUPPORTED_FEATURE -> FEATURES.containsAll(settings)
					? "Set " + changed + " to true, or build the module without this feature, or change " + module + "."
					: "Build the module without this feature, or change " + module
							+ ". The engine knows WebAssembly 2.0; garbage collection, exceptions and tail calls came later.";
			case MISSING_IMPORT -> provide(cause)
					+ "Build the module so that it does not need what nobody provides, or " + "change " + module + ".";
			case MEMORY_OUT_OF_RANGE -> "Change " + changed + " to what the module can have.";
			case TOO_COMPLEX -> "Raise " + changed + " if the module is to be trusted, or change " + module + ".";
			case COMPILATION -> "Check the module with a validator, for example 'wasm-tools validate', and build it "
					+ "again, or change " + module + ".";
		};
	}

	private static String provide(UnusableModuleException cause) {
		String message = String.valueOf(cause.getFailure().getMessage());
		List<ImportType> missing = cause.getImports()
			.stream()
			.filter((each) -> each.type() instanceof FunctionType type && type.isNumeric())
			.filter((each) -> message.contains(each.toString()))
			.toList();
		if (missing.isEmpty()) {
			return "";
		}
		return ("Provide functions with methods of any bean, or with HostFunction beans:%n%n%s%n%nA method that is "
				+ "there already needs these types, 'pools' that include '%s' if it has any, and a bean that is "
				+ "declared by a type which has the method. ")
			.formatted(HostFunctionExample.of(missing), cause.getDefinition().name());
	}

}
