package io.github.wasmpool.autoconfigure;

import java.util.List;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.type.ImportType;

/**
 * The module that is configured for a pool cannot be used.
 */
final class UnusableModuleException extends RuntimeException {

	private final transient PoolDefinition definition;

	private final WasmModuleException failure;

	private final transient List<ImportType> imports;

	UnusableModuleException(PoolDefinition definition, WasmModuleException failure) {
		this(definition, failure, List.of());
	}

	UnusableModuleException(PoolDefinition definition, WasmModuleException failure, List<ImportType> imports) {
		super("The module of pool '" + definition.name() + "' cannot be used", failure);
		this.definition = definition;
		this.failure = failure;
		this.imports = List.copyOf(imports);
	}

	PoolDefinition getDefinition() {
		return this.definition;
	}

	WasmModuleException getFailure() {
		return this.failure;
	}

	/**
	 * Return what the module imports.
	 * @return the imports, as far as the module could be read
	 */
	List<ImportType> getImports() {
		return this.imports;
	}

}
