package io.github.wasmpool.autoconfigure;

import java.util.List;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why a module cannot be used. For which pool is not known where a bean uses one
 * while the application is still starting; then only imports are explained.
 */
class UnusableModuleFailureAnalyzer extends AbstractFailureAnalyzer<WasmModuleException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, WasmModuleException cause) {
		UnusableModuleException module = findCause(rootFailure, UnusableModuleException.class);
		if (module != null) {
			PoolDefinition definition = module.getDefinition();
			List<String> settings = cause.getSettings().isEmpty() ? List.of("module") : cause.getSettings();
			return new FailureAnalysis(
					module.getMessage() + ": " + cause.getMessage() + definition.keys().describe(settings),
					action(cause, definition), module);
		}
		return (cause.getReason() != Reason.MISSING_IMPORT) ? null
				: new FailureAnalysis(cause.getMessage(), "Provide functions with methods of beans that are annotated "
						+ "with '@WasmImport', or with HostFunction beans; or build the module so that it does not "
						+ "need what nobody provides.", cause);
	}

	private static String action(WasmModuleException failure, PoolDefinition definition) {
		SettingKeys keys = definition.keys();
		List<String> settings = failure.getSettings();
		String module = "'" + keys.key("module") + "'";
		String changed = settings.isEmpty() ? module : keys.oneOf(settings);
		return switch (failure.getReason()) {
			case NOT_FOUND -> "Change " + module + " to a file that exists and can be read. Begin the location with "
					+ "'classpath:' for a file inside the application, with 'file:' for one outside.";
			case DIGEST -> "Find out who changed the file. If it is to be trusted, set " + changed
					+ " to its digest, or remove it.";
			case NOT_A_MODULE ->
				"Change " + module + " to a WebAssembly binary. Assemble text (.wat) first, for example with "
						+ "wat2wasm; build a component as a core module instead, for Rust with the target "
						+ "wasm32-unknown-unknown or wasm32-wasip1.";
			case MALFORMED -> "Build the module again, or copy it again, or change " + module
					+ ". If the build filters resources, exclude '*.wasm', with Maven by <nonFilteredFileExtensions>: "
					+ "filtering damages binary files.";
			case UNSUPPORTED_FEATURE -> settings.isEmpty() ? "Build the module without this feature, or change "
					+ module
					+ ". The engine knows WebAssembly 2.0; garbage collection, exceptions and tail calls came later."
					: "Set " + changed + " to true, or build the module without this feature, or change " + module
							+ ".";
			case MISSING_IMPORT -> provide(failure, definition.name()) + tolerate(failure, keys)
					+ "Build the module so that it does not need what nobody provides, or " + "change " + module + ".";
			case MEMORY_OUT_OF_RANGE -> "Change " + changed + " to what the module can have.";
			case TOO_COMPLEX -> settings.isEmpty() ? "Change " + module + "."
					: "Raise " + changed + " if the module is to be trusted, or change " + module + ".";
			case SNAPSHOT -> "Set '" + keys.key("snapshot")
					+ "' to false, or build the module without what stands against " + "it, or change " + module + ".";
			case COMPILATION -> "Check the module with a validator, for example 'wasm-tools validate', and build it "
					+ "again, or change " + module + ".";
		};
	}

	/**
	 * Where all that is missing are functions that the pool can put traps in place of.
	 */
	private static String tolerate(WasmModuleException failure, SettingKeys keys) {
		List<ImportType> missing = failure.getMissingImports();
		return (!missing.isEmpty() && missing.stream().allMatch(UnusableModuleFailureAnalyzer::isCallable))
				? "If the guest never calls what is missing, set '" + keys.key("imports.missing") + "' to trap. " : "";
	}

	private static boolean isCallable(ImportType missing) {
		return missing.type() instanceof FunctionType type && type.isNumeric();
	}

	private static String provide(WasmModuleException failure, String pool) {
		List<ImportType> missing = failure.getMissingImports()
			.stream()
			.filter(UnusableModuleFailureAnalyzer::isCallable)
			.toList();
		if (missing.isEmpty()) {
			return "";
		}
		return ("Provide functions with methods of any bean, or with HostFunction beans:%n%n%s%n%nA method that is "
				+ "there already needs these types, 'pools' that include '%s' if it has any, and a bean that is "
				+ "declared by a type which has the method. ")
			.formatted(HostFunctionExample.of(missing), pool);
	}

}
