package io.github.wasmpool.autoconfigure;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	private static final Pattern POOL_BEAN = Pattern.compile("([a-z][a-z0-9]*)WasmPool");

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
		return beanName(this.name, type);
	}

	/**
	 * Return the name of a bean of a pool, whether it is configured or not.
	 * @param pool the name of the pool
	 * @param type the simple name of the type of the bean
	 * @return the name of the bean
	 */
	static String beanName(String pool, String type) {
		return DEFAULT_NAME.equals(pool) ? StringUtils.uncapitalize(type) : pool + type;
	}

	/**
	 * Tell which pool a bean is.
	 * @param bean the name of a bean
	 * @return the name of the pool in whose place it stands, or empty if that is none
	 */
	static Optional<String> roleOf(String bean) {
		if (bean.equals("wasmPool")) {
			return Optional.of(DEFAULT_NAME);
		}
		Matcher matcher = POOL_BEAN.matcher(bean);
		return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
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
