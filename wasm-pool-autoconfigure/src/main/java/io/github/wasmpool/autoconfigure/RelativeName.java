package io.github.wasmpool.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * What a name says below a prefix. {@link ConfigurationPropertyName#subName(int)} fails
 * for long names that were appended to.
 */
final class RelativeName {

	private RelativeName() {
	}

	/**
	 * Leave out the prefix of a name.
	 * @param name any name
	 * @param prefix a prefix of it
	 * @return the elements that follow the prefix
	 */
	static ConfigurationPropertyName of(ConfigurationPropertyName name, ConfigurationPropertyName prefix) {
		StringBuilder text = new StringBuilder();
		for (int i = prefix.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
			String element = name.getElement(i, Form.ORIGINAL);
			if (name.chop(i + 1).isLastElementIndexed()) {
				text.append('[').append(element).append(']');
			}
			else {
				text.append(text.isEmpty() ? "" : ".").append(element);
			}
		}
		return ConfigurationPropertyName.adapt(text, '.');
	}

}
