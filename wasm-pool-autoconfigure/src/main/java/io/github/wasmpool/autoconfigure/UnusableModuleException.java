package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmModuleException;

/**
 * The module that is configured for a pool cannot be used.
 */
final class UnusableModuleException extends RuntimeException {

	private final transient PoolDefinition definition;

	private final WasmModuleException failure;

	UnusableModuleException(PoolDefinition definition, WasmModuleException failure) {
		super("The module of pool '" + definition.name() + "' cannot be used", failure);
		this.definition = definition;
		this.failure = failure;
	}

	PoolDefinition getDefinition() {
		return this.definition;
	}

	WasmModuleException getFailure() {
		return this.failure;
	}

}
