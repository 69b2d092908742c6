package io.github.wasmpool.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.SettingProblems;

import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * The environment variables of guests, with the names that are written. They are read
 * here because relaxed binding makes one key of {@code DB_URL} and {@code DBURL}, and
 * variables of the operating system arrive in lower case: a name that cannot arrive
 * exactly is a problem. Elements of a list hold {@code NAME=value}.
 */
final class GuestEnvironment {

	static final String SETTING = "wasi.environment";

	private final ConfigurationPropertyName root;

	private final PlaceholdersResolver placeholders;

	private final SettingProblems problems = new SettingProblems();

	/** The variables that are written by name, as relaxed binding tells them apart. */
	private final Map<ConfigurationPropertyName, String> names = new LinkedHashMap<>();

	private final Map<String, String> variables = new LinkedHashMap<>();

	private boolean listed;

	/**
	 * Read the variables of a pool.
	 * @param sources where they are configured, better ones first
	 * @param root the key of all of them
	 * @param placeholders resolves placeholders in a value
	 */
	GuestEnvironment(List<ConfigurationPropertySource> sources, ConfigurationPropertyName root,
			PlaceholdersResolver placeholders) {
		this.root = root;
		this.placeholders = placeholders;
		for (ConfigurationPropertySource source : sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				read(iterable);
			}
		}
	}

	/**
	 * Whether a name is that of an element of a list.
	 * @param name any name
	 * @return whether it ends with a number
	 */
	static boolean isElement(ConfigurationPropertyName name) {
		return name.getLastElement(Form.ORIGINAL).chars().allMatch(Character::isDigit);
	}

	private void read(IterableConfigurationPropertySource source) {
		boolean first = !this.listed;
		for (ConfigurationPropertyName name : source.stream().filter(this.root::isAncestorOf).toList()) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property == null) {
				continue;
			}
			if (this.root.isParentOf(name) && isElement(name)) {
				this.listed = true;
				if (first) {
					addElement(property);
				}
			}
			else if (KeyScan.isOfSystem(source)) {
				this.problems.unless(false, "'" + SETTING + "' cannot be set by " + where(property)
						+ ", because the case of the name is lost there: set '" + this.root
						+ "[0]' to NAME=value instead, as an environment variable " + "such as " + variable() + "_0",
						SETTING);
			}
			else {
				addNamed(name, property);
			}
		}
	}

	private void addElement(ConfigurationProperty property) {
		String text = text(property);
		int equals = text.indexOf('=');
		this.problems.unless(equals > 0,
				"'" + SETTING + "' must have elements of the form NAME=value, but " + where(property) + " has none",
				SETTING);
		if (equals > 0) {
			this.variables.putIfAbsent(text.substring(0, equals), text.substring(equals + 1));
		}
	}

	private void addNamed(ConfigurationPropertyName name, ConfigurationProperty property) {
		String variable = variable(name);
		String before = this.names.putIfAbsent(name, variable);
		this.problems.unless(before == null || before.equals(variable), "'" + SETTING + "' has '" + before + "' and '"
				+ variable + "', which are one key to Spring Boot: write a list of NAME=value instead", SETTING);
		this.variables.putIfAbsent(variable, text(property));
	}

	private String variable(ConfigurationPropertyName name) {
		StringBuilder variable = new StringBuilder();
		for (int i = this.root.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
			variable.append(variable.isEmpty() ? "" : ".").append(name.getElement(i, Form.ORIGINAL));
		}
		return variable.toString();
	}

	private String text(ConfigurationProperty property) {
		return String.valueOf(this.placeholders.resolvePlaceholders(property.getValue()));
	}

	private String variable() {
		return this.root.toString().toUpperCase(Locale.ROOT).replace('.', '_');
	}

	private static String where(ConfigurationProperty property) {
		ConfigurationProperty own = InheritedOrigin.undo(property);
		return "'" + own.getName() + "'" + SettingKeys.at(own.getOrigin());
	}

	/**
	 * Return the variables.
	 * @return the values by name
	 */
	Map<String, String> variables() {
		return this.variables;
	}

	/**
	 * Return what cannot arrive as it is written.
	 * @return the problems, empty if there are none
	 */
	List<SettingProblem> problems() {
		return this.problems.toList();
	}

}
