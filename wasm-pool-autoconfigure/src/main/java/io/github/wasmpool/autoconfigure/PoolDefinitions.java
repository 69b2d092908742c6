package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.wasmpool.ResetPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads pools from the environment. A named pool is bound over a copy of what
 * {@code wasm.pool} says, so that lists replace and maps merge. Not inherited are
 * {@code initialize}, unless the module is, timeouts by a pool that itself says it is not
 * interruptible, and what only warm instances have by one that itself says they are
 * fresh.
 */
final class PoolDefinitions {

	private static final String DEFAULT_PREFIX = "wasm.pool";

	private static final String NAMED_PREFIX = "wasm.pools";

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*");

	private final ConfigurableEnvironment environment;

	private final Binder binder;

	PoolDefinitions(ConfigurableEnvironment environment) {
		this.environment = environment;
		this.binder = Binder.get(environment);
	}

	/**
	 * Read all pools that have a key, whether or not they have a module.
	 * @return the default pool, then the named ones
	 * @throws IllegalPoolNameException if a name is not allowed
	 */
	List<PoolDefinition> all() {
		List<PoolDefinition> definitions = new ArrayList<>();
		definitions.add(get(PoolDefinition.DEFAULT_NAME));
		Map<String, PoolProperties> named = this.binder
			.bind(NAMED_PREFIX, Bindable.mapOf(String.class, PoolProperties.class))
			.orElseGet(Map::of);
		for (String name : named.keySet()) {
			if (name.equals(PoolDefinition.DEFAULT_NAME) || !NAME.matcher(name).matches()) {
				throw new IllegalPoolNameException(name);
			}
			definitions.add(get(name));
		}
		return definitions;
	}

	/**
	 * Read a pool.
	 * @param name the name of the pool
	 * @return its definition
	 */
	PoolDefinition get(String name) {
		PoolProperties properties = new PoolProperties();
		bind(DEFAULT_PREFIX, properties);
		if (name.equals(PoolDefinition.DEFAULT_NAME)) {
			return new PoolDefinition(name, properties, PropertyKeys.ofPool(this.environment, DEFAULT_PREFIX));
		}
		String prefix = NAMED_PREFIX + "." + name;
		PoolProperties own = new PoolProperties();
		bind(prefix, own);
		Set<String> notInherited = new HashSet<>(Set.of("enabled"));
		if (own.getModule() != null) {
			notInherited.add("initialize");
			properties.setInitialize(null);
		}
		if (Boolean.FALSE.equals(own.getInterruptible())) {
			notInherited.add("execution-timeout");
			properties.setExecutionTimeout(null);
			properties.setInitializationTimeout(null);
		}
		if (own.getReset() == ResetPolicy.FRESH) {
			properties.setResetExport(null);
			properties.setMaxUses(null);
			properties.setMaxLifetime(null);
			properties.setIdleTimeout(null);
		}
		bind(prefix, properties);
		if (own.getMinIdle() == null) {
			properties.setMinIdle(cap(properties.getMinIdle(), properties.getSize()));
		}
		return new PoolDefinition(name, properties,
				PropertyKeys.ofPool(this.environment, prefix, DEFAULT_PREFIX, notInherited));
	}

	private void bind(String prefix, PoolProperties properties) {
		this.binder.bind(prefix, Bindable.ofInstance(properties));
	}

	private static @Nullable Integer cap(@Nullable Integer minIdle, @Nullable Integer size) {
		if (minIdle == null) {
			return null;
		}
		return Math.min(minIdle, (size != null) ? size : 2 * Runtime.getRuntime().availableProcessors());
	}

}
