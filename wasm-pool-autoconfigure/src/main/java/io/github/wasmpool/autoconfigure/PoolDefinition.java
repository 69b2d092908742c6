package io.github.wasmpool.autoconfigure;

import org.springframework.util.StringUtils;

/**
 * A pool as it is configured, with what it inherits.
 *
 * @param name the name of the pool
 * @param properties its properties
 * @param keys the keys they were configured by
 */
record PoolDefinition(String name, PoolProperties properties, PropertyKeys keys) {

	/**
	 * The name of the pool that {@code wasm.pool} configures.
	 */
	static final String DEFAULT_NAME = "default";

	boolean isDefault() {
		return DEFAULT_NAME.equals(this.name);
	}

	boolean isEnabled() {
		return this.properties.getEnabled() == null || this.properties.getEnabled();
	}

	boolean hasModule() {
		return StringUtils.hasText(this.properties.getModule());
	}

	String moduleBeanName() {
		return isDefault() ? "wasmModule" : this.name + "WasmModule";
	}

	String poolBeanName() {
		return isDefault() ? "wasmPool" : this.name + "WasmPool";
	}

}
