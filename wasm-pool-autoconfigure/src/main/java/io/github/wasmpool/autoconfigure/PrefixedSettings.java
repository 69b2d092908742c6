package io.github.wasmpool.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * Looks up single settings below a prefix, before anything is bound.
 */
record PrefixedSettings(List<ConfigurationPropertySource> sources, Binder binder, ConfigurationPropertyName prefix) {

	/**
	 * Return the value of a setting.
	 * @param setting the setting
	 * @param type what it is converted to
	 * @param <T> what it is converted to
	 * @return the value, or {@code null} if there is none or it is left blank
	 */
	<T> @Nullable T get(String setting, Class<T> type) {
		return this.binder.bind(this.prefix.append(setting), Bindable.of(type)).orElse(null);
	}

	boolean is(String setting, Object value) {
		return value.equals(get(setting, value.getClass()));
	}

	/**
	 * Whether a setting is written, also if it is left blank.
	 * @param setting the setting
	 * @return whether it is there
	 */
	boolean has(String setting) {
		ConfigurationPropertyName name = this.prefix.append(setting);
		return this.sources.stream().anyMatch((source) -> source.getConfigurationProperty(name) != null);
	}

	boolean hasText(String setting) {
		String value = get(setting, String.class);
		return value != null && !value.isBlank();
	}

	/**
	 * Whether a setting is written as a list.
	 * @param setting the setting
	 * @return whether an element of it is there
	 */
	boolean hasElements(String setting) {
		ConfigurationPropertyName name = this.prefix.append(setting);
		return this.sources.stream()
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.flatMap((source) -> ((IterableConfigurationPropertySource) source).stream())
			.anyMatch((element) -> name.isParentOf(element) && GuestEnvironment.isElement(element));
	}

}
