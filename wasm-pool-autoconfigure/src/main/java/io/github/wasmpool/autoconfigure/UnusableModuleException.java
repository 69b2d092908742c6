package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmModuleException;

/**
 * The module that is configured for a pool cannot be used.
 */
final class UnusableModuleException extends RuntimeException {

	private final transient PoolDefinition definition;

	UnusableModuleException(PoolDefinition definition, WasmModuleException failure) {
		super("The module of pool '" + definition.name() + "' cannot be used", failure);
		this.definition = definition;
	}

	PoolDefinition getDefinition() {
		return this.definition;
	}

}
