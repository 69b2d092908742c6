package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads pools from the environment. A named pool is bound over a copy of what
 * {@code wasm.pool} says, {@linkplain Inheritance but for some of it}, so that lists
 * replace and maps merge.
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
		Inheritance inheritance = new Inheritance(own);
		Set<String> notInherited = inheritance.reduce(properties);
		bind(prefix, properties);
		inheritance.capMinIdle(properties);
		return new PoolDefinition(name, properties,
				PropertyKeys.ofPool(this.environment, prefix, DEFAULT_PREFIX, notInherited));
	}

	private void bind(String prefix, PoolProperties properties) {
		this.binder.bind(prefix, Bindable.ofInstance(properties));
	}

}
