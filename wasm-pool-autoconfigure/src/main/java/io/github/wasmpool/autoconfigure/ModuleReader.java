package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.util.Objects;

import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.WasmRuntime;

import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/**
 * Reads the file of a module.
 */
record ModuleReader(ResourceLoader resourceLoader) {

	/**
	 * Read the module of a definition that has one.
	 * @param definition the definition
	 * @param runtime the runtime to compile it with
	 * @return a builder that knows the bytes and the name of the module
	 * @throws WasmModuleException if the file does not exist or cannot be read
	 */
	WasmModuleBuilder read(PoolDefinition definition, WasmRuntime runtime) {
		Resource resource = resource(definition);
		return runtime.module(bytes(resource)).name(name(resource));
	}

	/**
	 * Return where the module of a definition is, if it has one.
	 * @param definition the definition
	 * @return the file, which may not exist
	 */
	Resource resource(PoolDefinition definition) {
		String location = Objects.requireNonNull(definition.properties().module());
		return this.resourceLoader.getResource(location.trim());
	}

	static byte[] bytes(Resource resource) {
		if (!resource.exists()) {
			throw new WasmModuleException(Reason.NOT_FOUND, resource.getDescription() + " does not exist");
		}
		try {
			if (resource.isFile() && resource.getFile().isDirectory()) {
				throw new WasmModuleException(Reason.NOT_FOUND, resource.getDescription() + " is a directory");
			}
			return resource.getContentAsByteArray();
		}
		catch (IOException ex) {
			throw new WasmModuleException(Reason.NOT_FOUND,
					resource.getDescription() + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	private static String name(Resource resource) {
		String name = resource.getFilename();
		return (name != null && StringUtils.hasText(name)) ? name : resource.getDescription();
	}

}
