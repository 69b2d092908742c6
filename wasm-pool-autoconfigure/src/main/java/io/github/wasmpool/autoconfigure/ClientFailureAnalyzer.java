package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmClientException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why an interface cannot be a client.
 */
class ClientFailureAnalyzer extends AbstractFailureAnalyzer<WasmClientException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WasmClientException cause) {
		String action = "Change '" + cause.getType().getName() + "' or the module, so that methods and exports agree: "
				+ "name exports with @WasmExport, results with @WasmResult, and what holds for all methods of a pool "
				+ "with the keys 'abi.*' below 'wasm.pool' or 'wasm.pools.<name>'.";
		return new FailureAnalysis(String.valueOf(cause.getMessage()), action, cause);
	}

}
