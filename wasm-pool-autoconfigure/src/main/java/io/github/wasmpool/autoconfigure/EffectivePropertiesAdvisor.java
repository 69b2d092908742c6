package io.github.wasmpool.autoconfigure;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Lets {@link WasmProperties} be what is in force, with what pools inherit, instead of
 * what is written: so it is shown by Actuator's endpoint {@code configprops}. Nothing is
 * bound a second time.
 */
final class EffectivePropertiesAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private final Supplier<WasmProperties> properties;

	EffectivePropertiesAdvisor(Supplier<WasmProperties> properties) {
		this.properties = properties;
	}

	@Override
	public BindHandler apply(BindHandler bindHandler) {
		return new EffectivePropertiesBindHandler(bindHandler, this.properties);
	}

	private static final class EffectivePropertiesBindHandler extends AbstractBindHandler {

		private final Supplier<WasmProperties> properties;

		private EffectivePropertiesBindHandler(BindHandler parent, Supplier<WasmProperties> properties) {
			super(parent);
			this.properties = properties;
		}

		@Override
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			return isOurs(target) ? null : super.onStart(name, target, context);
		}

		@Override
		public Object onCreate(ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
			return isOurs(target) ? this.properties.get() : super.onCreate(name, target, context, result);
		}

		private static boolean isOurs(Bindable<?> target) {
			return WasmProperties.class.equals(target.getType().resolve());
		}

	}

}
