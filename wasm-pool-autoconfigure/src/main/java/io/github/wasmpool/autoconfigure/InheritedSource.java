package io.github.wasmpool.autoconfigure;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * What a named pool does not say itself: the properties of one source below
 * {@code wasm.pool} that it inherits, renamed to be its own.
 */
class InheritedSource implements ConfigurationPropertySource {

	private final ConfigurationPropertySource source;

	private final ConfigurationPropertyName from;

	private final ConfigurationPropertyName to;

	private final Inheritance inheritance;

	InheritedSource(ConfigurationPropertySource source, ConfigurationPropertyName from, ConfigurationPropertyName to,
			Inheritance inheritance) {
		this.source = source;
		this.from = from;
		this.to = to;
		this.inheritance = inheritance;
	}

	/**
	 * Create a source, which can be iterated if the one it reads can.
	 * @param source has the properties
	 * @param from the prefix they have
	 * @param to the prefix they get
	 * @param inheritance decides which of them
	 * @return the source
	 */
	static ConfigurationPropertySource of(ConfigurationPropertySource source, ConfigurationPropertyName from,
			ConfigurationPropertyName to, Inheritance inheritance) {
		return (source instanceof IterableConfigurationPropertySource iterable)
				? new OfIterable(iterable, from, to, inheritance) : new InheritedSource(source, from, to, inheritance);
	}

	@Override
	public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
		if (!this.to.isAncestorOf(name)) {
			return null;
		}
		ConfigurationPropertyName setting = RelativeName.of(name, this.to);
		if (!this.inheritance.includes(setting)) {
			return null;
		}
		ConfigurationProperty property = this.source.getConfigurationProperty(this.from.append(setting));
		return (property != null) ? InheritedOrigin.rename(property, name, this.inheritance.value(setting, property))
				: null;
	}

	@Override
	public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
		if (this.to.equals(name) || this.to.isAncestorOf(name)) {
			return this.source.containsDescendantOf(this.from.append(RelativeName.of(name, this.to)));
		}
		return name.isAncestorOf(this.to) ? this.source.containsDescendantOf(this.from)
				: ConfigurationPropertyState.ABSENT;
	}

	@Override
	public @Nullable Object getUnderlyingSource() {
		return this.source.getUnderlyingSource();
	}

	private static final class OfIterable extends InheritedSource implements IterableConfigurationPropertySource {

		private final IterableConfigurationPropertySource names;

		private OfIterable(IterableConfigurationPropertySource source, ConfigurationPropertyName from,
				ConfigurationPropertyName to, Inheritance inheritance) {
			super(source, from, to, inheritance);
			this.names = source;
		}

		@Override
		public Stream<ConfigurationPropertyName> stream() {
			return this.names.stream()
				.filter(super.from::isAncestorOf)
				.map((name) -> RelativeName.of(name, super.from))
				.filter(super.inheritance::includes)
				.map(super.to::append);
		}

		@Override
		public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
			return super.containsDescendantOf(name);
		}

		@Override
		public IterableConfigurationPropertySource filter(
				java.util.function.Predicate<ConfigurationPropertyName> filter) {
			return IterableConfigurationPropertySource.super.filter(filter);
		}

	}

}
