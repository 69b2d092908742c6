package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which imports nobody provides where it is not known for which pool: when a
 * bean uses one while the application is still starting.
 */
class MissingImportFailureAnalyzer extends AbstractFailureAnalyzer<WasmModuleException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, WasmModuleException cause) {
		if (cause.getReason() != Reason.MISSING_IMPORT
				|| findCause(rootFailure, UnusableModuleException.class) != null) {
			return null;
		}
		return new FailureAnalysis(cause.getMessage(), "Provide functions with methods of beans that are annotated "
				+ "with '@WasmImport', or with HostFunction beans; or build the module so that it does not need what "
				+ "nobody provides.", cause);
	}

}
