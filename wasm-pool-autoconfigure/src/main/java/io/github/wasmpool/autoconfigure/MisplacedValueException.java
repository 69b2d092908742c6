package io.github.wasmpool.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationProperty;

/**
 * A value stands where settings belong.
 */
final class MisplacedValueException extends RuntimeException {

	private final transient ConfigurationProperty property;

	MisplacedValueException(ConfigurationProperty property) {
		super("'" + property.getName() + "' has a value");
		this.property = property;
	}

	ConfigurationProperty getProperty() {
		return this.property;
	}

}
