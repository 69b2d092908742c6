package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Knows by which key each setting of a pool, or of the engine, was configured, and thus
 * which key a user has to change.
 */
final class PropertyKeys {

	/**
	 * The settings a pool can have, relative to its prefix.
	 */
	static final Set<String> POOL_SETTINGS = Set.of("enabled", "module", "memory.initial-pages", "memory.max-pages",
			"memory.shared", "size", "min-idle", "acquire-timeout", "max-waiting", "interruptible", "execution-timeout",
			"initialization-timeout", "reset", "reset-export", "initialize", "guest-stack", "limits.table-elements",
			"limits.tables", "limits.total-complexity", "features.simd", "features.threads", "limits.functions",
			"limits.complexity", "limits.module-size", "shutdown-grace-period", "max-uses", "max-lifetime",
			"idle-timeout", "execution", "dedicated.thread-stack", "leak-detection-threshold", "max-host-calls",
			"abi.allocate", "abi.free", "abi.free-arguments", "abi.result", "abi.result-length", "abi.free-result",
			"abi.input-buffer", "abi.input-buffer-size", "abi.keep-buffer", "wasi.args", "wasi.environment",
			"wasi.directories", "wasi.output-limit", "wasi.max-line-length");

	/**
	 * The settings the engine can have, relative to its prefix.
	 */
	static final Set<String> ENGINE_SETTINGS = Set.of("optimization", "epoch-interval", "refill-threads",
			"memory-reservation", "compilation-cache");

	static final String ENGINE_PREFIX = "wasm.engine";

	private static final Pattern QUOTED = Pattern.compile("'([a-z.-]+)'");

	private final String prefix;

	private final Set<String> settings;

	private final Map<String, ConfigurationProperty> configured;

	private PropertyKeys(String prefix, Set<String> settings, Map<String, ConfigurationProperty> configured) {
		this.prefix = prefix;
		this.settings = settings;
		this.configured = configured;
	}

	/**
	 * Find the keys of the engine.
	 * @param environment where they are configured
	 * @return the keys
	 */
	static PropertyKeys ofEngine(ConfigurableEnvironment environment) {
		return find(environment, ENGINE_PREFIX, ENGINE_SETTINGS, (setting) -> List.of(ENGINE_PREFIX));
	}

	/**
	 * Find the keys of a pool that inherits nothing.
	 * @param environment where they are configured
	 * @param prefix the prefix of the pool
	 * @return the keys
	 */
	static PropertyKeys ofPool(ConfigurableEnvironment environment, String prefix) {
		return find(environment, prefix, POOL_SETTINGS, (setting) -> List.of(prefix));
	}

	/**
	 * Find the keys of a pool that inherits.
	 * @param environment where they are configured
	 * @param prefix the prefix of the pool
	 * @param inherited the prefix of what it inherits from
	 * @param own the settings that it does not inherit
	 * @return the keys
	 */
	static PropertyKeys ofPool(ConfigurableEnvironment environment, String prefix, String inherited, Set<String> own) {
		return find(environment, prefix, POOL_SETTINGS,
				(setting) -> own.contains(setting) ? List.of(prefix) : List.of(prefix, inherited));
	}

	private static PropertyKeys find(ConfigurableEnvironment environment, String prefix, Set<String> settings,
			Function<String, List<String>> prefixes) {
		Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources
			.from(environment.getPropertySources());
		Map<String, ConfigurationProperty> configured = new LinkedHashMap<>();
		for (String setting : settings) {
			prefixes.apply(setting)
				.stream()
				.flatMap((candidate) -> find(sources, ConfigurationPropertyName.of(candidate).append(setting)).stream())
				.findFirst()
				.ifPresent((property) -> configured.put(setting, property));
		}
		return new PropertyKeys(prefix, settings, configured);
	}

	private static Optional<ConfigurationProperty> find(Iterable<ConfigurationPropertySource> sources,
			ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : sources) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return Optional.of(property);
			}
		}
		return Optional.empty();
	}

	/**
	 * Return the prefix that the keys begin with.
	 * @return for example {@code wasm.pools.orders}
	 */
	String prefix() {
		return this.prefix;
	}

	/**
	 * Return the key to change.
	 * @param setting a setting, for example {@code min-idle}
	 * @return the key it was configured by, which may be one it is inherited from, or the
	 * one to configure it by
	 */
	String key(String setting) {
		ConfigurationProperty property = this.configured.get(setting);
		return (property != null) ? property.getName().toString() : this.prefix + "." + setting;
	}

	/**
	 * Find the settings that a message names in single quotes.
	 * @param message a message, or {@code null} for none
	 * @return the settings, sorted
	 */
	List<String> namedIn(@Nullable String message) {
		Set<String> named = new TreeSet<>();
		Matcher matcher = QUOTED.matcher((message != null) ? message : "");
		while (matcher.find()) {
			if (this.settings.contains(matcher.group(1))) {
				named.add(matcher.group(1));
			}
		}
		return List.copyOf(named);
	}

	/**
	 * Say what was configured, and where.
	 * @param settings the settings of interest
	 * @return a line for each that was configured, each after a line break
	 */
	String describe(Collection<String> settings) {
		List<String> lines = new ArrayList<>();
		for (String setting : settings) {
			ConfigurationProperty property = this.configured.get(setting);
			if (property != null) {
				lines.add("%n    %s = %s".formatted(property.getName(), property.getValue()) + origin(property));
			}
		}
		return lines.isEmpty() ? "" : "%n".formatted() + String.join("", lines);
	}

	/**
	 * Quote keys as a sentence lists them.
	 * @param keys the keys, at least one
	 * @param conjunction what stands before the last
	 * @return for example {@code 'a', 'b' or 'c'}
	 */
	static String list(List<String> keys, String conjunction) {
		List<String> quoted = keys.stream().map((key) -> "'" + key + "'").toList();
		int last = quoted.size() - 1;
		return (last == 0) ? quoted.get(0)
				: String.join(", ", quoted.subList(0, last)) + " " + conjunction + " " + quoted.get(last);
	}

	private static String origin(ConfigurationProperty property) {
		Origin origin = property.getOrigin();
		return (origin != null) ? " (" + origin + ")" : "";
	}

}
