package io.github.wasmpool.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * Where a property comes from that a pool inherits.
 *
 * @param key the key it is inherited from
 * @param origin where that one is set, or {@code null} if that is not known
 */
record InheritedOrigin(ConfigurationPropertyName key, @Nullable Origin origin) implements Origin {

	/**
	 * Rename a property that is inherited.
	 * @param property the property as it is configured
	 * @param name the name it gets
	 * @param value the value it gets
	 * @return a property that remembers what it was
	 */
	static ConfigurationProperty rename(ConfigurationProperty property, ConfigurationPropertyName name, Object value) {
		return new ConfigurationProperty(name, value, new InheritedOrigin(property.getName(), property.getOrigin()));
	}

	/**
	 * Give a property its own name again.
	 * @param property any property
	 * @return the property as it is configured
	 */
	static ConfigurationProperty undo(ConfigurationProperty property) {
		return (property.getOrigin() instanceof InheritedOrigin inherited)
				? new ConfigurationProperty(inherited.key(), property.getValue(), inherited.origin()) : property;
	}

	@Override
	public @Nullable Origin getParent() {
		return this.origin;
	}

	@Override
	public String toString() {
		return "inherited from '" + this.key + "'" + ((this.origin != null) ? ", " + this.origin : "");
	}

}
