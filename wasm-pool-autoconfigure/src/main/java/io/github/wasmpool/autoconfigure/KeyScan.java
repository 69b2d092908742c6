package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;

/**
 * One look at all keys of ours, before anything is bound: which pools there are, which
 * keys no setting has, and which values stand where settings belong. Variables of the
 * operating system may be there for somebody else (Kubernetes sets some for each
 * service), so a pool needs one that is a setting, and others are not reported.
 */
final class KeyScan {

	static final ConfigurationPropertyName POOL = ConfigurationPropertyName.of("wasm.pool");

	static final ConfigurationPropertyName POOLS = ConfigurationPropertyName.of("wasm.pools");

	static final ConfigurationPropertyName ENGINE = ConfigurationPropertyName.of("wasm.engine");

	static final ConfigurationPropertyName CLUSTER = ConfigurationPropertyName.of("wasm.cluster");

	private static final SettingNames POOL_SETTINGS = new SettingNames(PoolProperties.class);

	private static final SettingNames ENGINE_SETTINGS = new SettingNames(WasmProperties.Engine.class);

	private static final SettingNames CLUSTER_SETTINGS = new SettingNames(WasmProperties.Cluster.class);

	private final PlaceholdersResolver placeholders;

	private final Set<String> pools = new LinkedHashSet<>();

	private final Map<String, ConfigurationProperty> strays = new LinkedHashMap<>();

	private final List<String> warnings = new ArrayList<>();

	/**
	 * Look at all keys.
	 * @param sources where they are configured
	 * @param placeholders resolves placeholders in a value
	 * @throws MisplacedValueException if there is a value where settings belong
	 */
	KeyScan(Iterable<ConfigurationPropertySource> sources, PlaceholdersResolver placeholders) {
		this.placeholders = placeholders;
		for (ConfigurationPropertySource source : sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream().forEach((name) -> scan(iterable, name));
			}
		}
		this.strays.keySet().removeAll(this.pools);
		this.strays.forEach((pool, property) -> this.warnings.add("There is no pool '" + pool + "': '"
				+ property.getName() + "' is no setting of a pool" + SettingKeys.at(property.getOrigin())));
	}

	/**
	 * Whether a source has the variables of the operating system.
	 * @param source any source
	 * @return whether it has
	 */
	static boolean isOfSystem(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
	}

	/**
	 * Whether a name is that of a group, which has no value of its own.
	 * @param name any name
	 * @return whether settings lie below it
	 */
	static boolean isGroup(ConfigurationPropertyName name) {
		SettingNames settings = settings(name);
		return name.equals(POOLS) || (settings != null && settings.isGroup(name, prefixLength(name)));
	}

	private static @Nullable SettingNames settings(ConfigurationPropertyName name) {
		if (name.equals(ENGINE) || ENGINE.isAncestorOf(name)) {
			return ENGINE_SETTINGS;
		}
		if (name.equals(CLUSTER) || CLUSTER.isAncestorOf(name)) {
			return CLUSTER_SETTINGS;
		}
		return (name.equals(POOL) || POOL.isAncestorOf(name) || POOLS.isAncestorOf(name)) ? POOL_SETTINGS : null;
	}

	private static int prefixLength(ConfigurationPropertyName name) {
		return POOLS.isAncestorOf(name) ? 3 : 2;
	}

	private void scan(IterableConfigurationPropertySource source, ConfigurationPropertyName name) {
		SettingNames settings = settings(name);
		if (settings == null && !name.equals(POOLS)) {
			return;
		}
		ConfigurationProperty property = source.getConfigurationProperty(name);
		if (property == null) {
			return;
		}
		boolean ofSystem = isOfSystem(source);
		boolean group = isGroup(name);
		boolean known = !group && settings != null && (settings.isKnown(name, prefixLength(name))
				|| (ofSystem && settings.isVariable(name, prefixLength(name))));
		if (POOLS.isAncestorOf(name)) {
			String pool = name.getElement(2, Form.ORIGINAL);
			if (ofSystem && !known) {
				this.strays.putIfAbsent(pool, property);
			}
			else {
				this.pools.add(pool);
			}
		}
		if (group) {
			requireNoValue(property, ofSystem);
		}
		else if (!known && !ofSystem && settings != null) {
			warnOfUnknown(name, property, settings);
		}
	}

	private void requireNoValue(ConfigurationProperty property, boolean ofSystem) {
		Object value = this.placeholders.resolvePlaceholders(property.getValue());
		if ((value instanceof CharSequence text) ? !StringUtils.hasText(text) : ObjectUtils.isEmpty(value)) {
			return;
		}
		if (!ofSystem) {
			throw new MisplacedValueException(property);
		}
		boolean stray = POOLS.isParentOf(property.getName());
		if (!stray) {
			this.warnings.add("'" + property.getName() + "' is ignored, because it is no setting"
					+ SettingKeys.at(property.getOrigin()));
		}
	}

	private void warnOfUnknown(ConfigurationPropertyName name, ConfigurationProperty property, SettingNames settings) {
		ConfigurationPropertyName prefix = name.chop(prefixLength(name));
		String nearest = settings.nearest(RelativeName.of(name, prefix).toString())
			.map((setting) -> ": is '" + prefix + "." + setting + "' meant?")
			.orElse("");
		this.warnings.add("There is no setting '" + name + "'" + nearest + SettingKeys.at(property.getOrigin()));
	}

	/**
	 * Return the names of the pools below {@code wasm.pools}.
	 * @return the names as they are written
	 */
	Set<String> pools() {
		return this.pools;
	}

	/**
	 * Return what is to be warned of.
	 * @return a sentence for each
	 */
	List<String> warnings() {
		return this.warnings;
	}

}
