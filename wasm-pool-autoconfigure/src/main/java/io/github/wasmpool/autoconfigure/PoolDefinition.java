package io.github.wasmpool.autoconfigure;

import java.util.Optional;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.StringUtils;

/**
 * A pool as it is configured, with what it inherits.
 *
 * @param name the name of the pool
 * @param properties its properties
 * @param keys the keys they were configured by
 */
record PoolDefinition(String name, PoolProperties properties, SettingKeys keys) {

	/**
	 * The name of the pool that {@code wasm.pool} configures.
	 */
	static final String DEFAULT_NAME = "default";

	boolean isDefault() {
		return DEFAULT_NAME.equals(this.name);
	}

	boolean isEnabled() {
		return !Boolean.FALSE.equals(this.properties.enabled());
	}

	boolean hasModule() {
		return StringUtils.hasText(this.properties.module());
	}

	String moduleBeanName() {
		return beanName("WasmModule");
	}

	String poolBeanName() {
		return beanName("WasmPool");
	}

	/**
	 * Return the name of a bean of this pool.
	 * @param type the simple name of the type of the bean
	 * @return for example {@code ordersWasmPool}, or {@code wasmPool} for the default
	 * pool
	 */
	String beanName(String type) {
		return isDefault() ? StringUtils.uncapitalize(type) : this.name + type;
	}

	/**
	 * Say why this pool is not made.
	 * @param beanFactory may have a module for it
	 * @return the reason, or empty if it is made
	 */
	Optional<String> absence(BeanFactory beanFactory) {
		if (!isEnabled()) {
			return Optional.of("it is disabled by '" + this.keys.key("enabled") + "'");
		}
		if (hasModule() || (!isDefault() && beanFactory.containsBean(moduleBeanName()))) {
			return Optional.empty();
		}
		return Optional.of(isDefault() ? "'wasm.pool.module' is not set"
				: "neither '" + this.keys.prefix() + ".module' nor 'wasm.pool.module' is set");
	}

}
