package io.github.wasmpool.autoconfigure;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Remembers for which pools beans were registered. An application that was processed
 * ahead of time has those of that time: what is configured otherwise now is warned of.
 */
final class RegisteredPools implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(RegisteredPools.class);

	private final List<String> names;

	private final ConfigurableListableBeanFactory beanFactory;

	private final ConfigurableEnvironment environment;

	RegisteredPools(List<String> names, ConfigurableListableBeanFactory beanFactory,
			ConfigurableEnvironment environment) {
		this.names = List.copyOf(names);
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<PoolDefinition> definitions = PoolDefinitions.of(this.beanFactory, this.environment).all();
		for (PoolDefinition definition : definitions) {
			String name = definition.name();
			if (!this.names.contains(name) && definition.absence(this.beanFactory).isEmpty()
					&& !this.beanFactory.containsBean(definition.poolBeanName())) {
				logger.warn(
						"There is no pool '{}': '{}' was not configured when the application was processed ahead "
								+ "of time. Process it again with this configuration",
						name, definition.keys().prefix());
			}
		}
		for (String name : this.names) {
			PoolDefinition definition = definitions.stream()
				.filter((each) -> each.name().equals(name))
				.findFirst()
				.orElse(null);
			String reason = (definition != null) ? definition.absence(this.beanFactory).orElse("")
					: "it is not configured any more";
			if (!reason.isEmpty()) {
				logger.warn("There is a pool '{}', though {}: its bean was made when the application was processed "
						+ "ahead of time. Process it again with this configuration", name, reason);
			}
		}
	}

}
