package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * By which key each setting of a pool, or of the engine, was configured, and where: what
 * was noted while it was bound.
 */
final class SettingKeys {

	private static final ConfigurationPropertyName SECRETS = ConfigurationPropertyName.of("wasi.environment");

	private final ConfigurationPropertyName prefix;

	private final Map<ConfigurationPropertyName, ConfigurationProperty> configured = new LinkedHashMap<>();

	/**
	 * Create keys of which none is configured yet.
	 * @param prefix for example {@code wasm.pools.orders}
	 */
	SettingKeys(ConfigurationPropertyName prefix) {
		this.prefix = prefix;
	}

	/**
	 * Note a property.
	 * @param property a property below the prefix that was bound
	 */
	void add(ConfigurationProperty property) {
		this.configured.put(RelativeName.of(property.getName(), this.prefix), InheritedOrigin.undo(property));
	}

	/**
	 * Return the prefix that the keys begin with.
	 * @return for example {@code wasm.pools.orders}
	 */
	String prefix() {
		return this.prefix.toString();
	}

	/**
	 * Return the key to change.
	 * @param setting a setting, for example {@code min-idle}
	 * @return the key it was configured by, which may be one it is inherited from, or the
	 * one to configure it by
	 */
	String key(String setting) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(setting);
		return find(name).map((found) -> {
			int below = found.getKey().getNumberOfElements() - name.getNumberOfElements();
			ConfigurationPropertyName key = found.getValue().getName();
			return key.chop(key.getNumberOfElements() - below).toString();
		}).orElseGet(() -> this.prefix.append(name).toString());
	}

	private Optional<Map.Entry<ConfigurationPropertyName, ConfigurationProperty>> find(ConfigurationPropertyName name) {
		return this.configured.entrySet().stream().filter((entry) -> isOrHas(name, entry.getKey())).findFirst();
	}

	private static boolean isOrHas(ConfigurationPropertyName setting, ConfigurationPropertyName name) {
		return setting.equals(name) || setting.isAncestorOf(name);
	}

	/**
	 * Say what was configured, and where.
	 * @param settings the settings of interest
	 * @return a line for each that was configured, each after a line break
	 */
	String describe(Collection<String> settings) {
		List<String> lines = new ArrayList<>();
		for (String setting : settings) {
			ConfigurationPropertyName name = ConfigurationPropertyName.of(setting);
			this.configured.forEach((configured, property) -> {
				if (isOrHas(name, configured)) {
					String value = isOrHas(SECRETS, configured) ? "" : " = " + property.getValue();
					lines.add("%n    ".formatted() + property.getName() + value + at(property.getOrigin()));
				}
			});
		}
		return lines.isEmpty() ? "" : "%n".formatted() + String.join("", lines);
	}

	/**
	 * Quote the keys of settings as a sentence lists them.
	 * @param settings the settings, at least one
	 * @return for example {@code 'a', 'b' or 'c'}
	 */
	String oneOf(List<String> settings) {
		List<String> quoted = settings.stream().map((setting) -> "'" + key(setting) + "'").toList();
		int last = quoted.size() - 1;
		return (last == 0) ? quoted.get(0) : String.join(", ", quoted.subList(0, last)) + " or " + quoted.get(last);
	}

	/**
	 * Say where something was configured.
	 * @param origin the place, or {@code null} if it is not known
	 * @return the place in parentheses, or nothing
	 */
	static String at(@Nullable Origin origin) {
		return (origin != null) ? " (" + origin + ")" : "";
	}

}
