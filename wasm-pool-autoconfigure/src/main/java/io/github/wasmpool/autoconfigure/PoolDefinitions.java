package io.github.wasmpool.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.WasmSettingsException;
import io.github.wasmpool.autoconfigure.WasmProperties.Cluster;
import io.github.wasmpool.autoconfigure.WasmProperties.Engine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.BoundPropertiesTrackingBindHandler;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Everything that is configured below {@code wasm}, read once. A named pool is bound over
 * its own properties and, below them, {@linkplain Inheritance those it inherits}, so that
 * lists replace and maps merge.
 */
final class PoolDefinitions {

	private static final Logger logger = LoggerFactory.getLogger(PoolDefinitions.class);

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*");

	private final PlaceholdersResolver placeholders;

	private final List<ConfigurationPropertySource> sources;

	private final KeyScan scan;

	private final Map<String, PoolDefinition> definitions = new LinkedHashMap<>();

	private final SettingKeys engineKeys = new SettingKeys(KeyScan.ENGINE);

	private final Engine engine;

	private final SettingKeys clusterKeys = new SettingKeys(KeyScan.CLUSTER);

	private final Cluster cluster;

	/**
	 * Read the configuration.
	 * @param environment has the configuration
	 * @throws IllegalPoolNameException if a pool has a name that is not allowed
	 * @throws MisplacedValueException if there is a value where settings belong
	 */
	PoolDefinitions(ConfigurableEnvironment environment) {
		this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
		Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources
			.from(environment.getPropertySources());
		this.scan = new KeyScan(sources, this.placeholders);
		this.sources = StreamSupport.stream(sources.spliterator(), false)
			.map((source) -> source.filter((name) -> !KeyScan.isGroup(name)))
			.toList();
		for (String name : this.scan.pools()) {
			if (name.equals(PoolDefinition.DEFAULT_NAME) || !NAME.matcher(name).matches()) {
				throw new IllegalPoolNameException(name);
			}
		}
		this.definitions.put(PoolDefinition.DEFAULT_NAME, read(PoolDefinition.DEFAULT_NAME));
		this.scan.pools().forEach((name) -> this.definitions.put(name, read(name)));
		this.engine = binder(this.sources).bindOrCreate(KeyScan.ENGINE, Bindable.of(Engine.class),
				tracking(this.engineKeys));
		this.cluster = binder(this.sources).bindOrCreate(KeyScan.CLUSTER, Bindable.of(Cluster.class),
				tracking(this.clusterKeys));
	}

	/**
	 * Return what is configured for an application: read when it is first asked for, with
	 * a warning of each key that no setting has.
	 * @param beans remembers it
	 * @param environment has the configuration
	 * @return the definitions
	 */
	static PoolDefinitions of(SingletonBeanRegistry beans, ConfigurableEnvironment environment) {
		String name = PoolDefinitions.class.getName();
		if (beans.getSingleton(name) instanceof PoolDefinitions definitions) {
			return definitions;
		}
		PoolDefinitions definitions = new PoolDefinitions(environment);
		definitions.scan.warnings().forEach(logger::warn);
		beans.registerSingleton(name, definitions);
		return definitions;
	}

	/**
	 * Return all pools that have a key, whether or not they have a module.
	 * @return the default pool, then the named ones
	 */
	List<PoolDefinition> all() {
		return List.copyOf(this.definitions.values());
	}

	/**
	 * Return a pool.
	 * @param name the name of a pool, which need not be configured
	 * @return its definition
	 */
	PoolDefinition get(String name) {
		PoolDefinition definition = this.definitions.get(name);
		return (definition != null) ? definition : read(name);
	}

	/**
	 * Return what is configured for the engine.
	 * @return its properties
	 */
	Engine engine() {
		return this.engine;
	}

	/**
	 * Return by which keys the engine was configured.
	 * @return the keys
	 */
	SettingKeys engineKeys() {
		return this.engineKeys;
	}

	/**
	 * Return what is configured for work over several machines.
	 * @return its properties
	 */
	Cluster cluster() {
		return this.cluster;
	}

	/**
	 * Return by which keys that was configured.
	 * @return the keys
	 */
	SettingKeys clusterKeys() {
		return this.clusterKeys;
	}

	/**
	 * Return what is in force, with what pools inherit.
	 * @return the properties
	 */
	WasmProperties properties() {
		Map<String, PoolProperties> pools = new LinkedHashMap<>();
		this.definitions.forEach((name, definition) -> pools.put(name, definition.properties()));
		PoolProperties pool = pools.remove(PoolDefinition.DEFAULT_NAME);
		return new WasmProperties(Objects.requireNonNull(pool), pools, this.engine, this.cluster);
	}

	private PoolDefinition read(String name) {
		boolean isDefault = name.equals(PoolDefinition.DEFAULT_NAME);
		ConfigurationPropertyName prefix = isDefault ? KeyScan.POOL : KeyScan.POOLS.append(name);
		List<ConfigurationPropertySource> sources = isDefault ? this.sources : inheriting(prefix);
		SettingKeys keys = new SettingKeys(prefix);
		GuestEnvironment guests = new GuestEnvironment(sources, prefix.append(GuestEnvironment.SETTING),
				this.placeholders);
		PoolProperties properties = binder(sources).bindOrCreate(prefix, Bindable.of(PoolProperties.class),
				new EnvironmentBindHandler(tracking(keys), prefix.append(GuestEnvironment.SETTING), guests));
		List<SettingProblem> problems = guests.problems();
		if (!problems.isEmpty()) {
			throw new ImpossibleSettingsException("pool '" + name + "'", keys, new WasmSettingsException("", problems));
		}
		return new PoolDefinition(name, properties, keys);
	}

	private List<ConfigurationPropertySource> inheriting(ConfigurationPropertyName prefix) {
		Binder binder = binder(this.sources);
		Inheritance inheritance = new Inheritance(new PrefixedSettings(this.sources, binder, prefix),
				new PrefixedSettings(this.sources, binder, KeyScan.POOL));
		return Stream
			.concat(this.sources.stream(),
					this.sources.stream()
						.map((source) -> InheritedSource.of(source, KeyScan.POOL, prefix, inheritance)))
			.toList();
	}

	private Binder binder(List<ConfigurationPropertySource> sources) {
		return new Binder(sources, this.placeholders);
	}

	private static BindHandler tracking(SettingKeys keys) {
		return new BoundPropertiesTrackingBindHandler(keys::add);
	}

	/**
	 * Replaces environment variables as they are bound with those that are written.
	 */
	private static final class EnvironmentBindHandler extends AbstractBindHandler {

		private final ConfigurationPropertyName name;

		private final GuestEnvironment guests;

		private EnvironmentBindHandler(BindHandler parent, ConfigurationPropertyName name, GuestEnvironment guests) {
			super(parent);
			this.name = name;
			this.guests = guests;
		}

		@Override
		public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Object result) {
			Object bound = super.onSuccess(name, target, context, result);
			return name.equals(this.name) ? this.guests.variables() : bound;
		}

	}

}
