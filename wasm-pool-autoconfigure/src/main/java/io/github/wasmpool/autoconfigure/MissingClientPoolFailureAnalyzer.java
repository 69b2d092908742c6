package io.github.wasmpool.autoconfigure;

import java.util.Arrays;
import java.util.List;

import io.github.wasmpool.WasmPool;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Explains which clients name a pool that there is not, before it is looked at as one
 * that a component asks for.
 */
@Order(-1)
class MissingClientPoolFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ConfigurableEnvironment environment;

	MissingClientPoolFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
		this.environment = (ConfigurableEnvironment) environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		List<WasmClientName> clients = Arrays.stream(this.beanFactory.getBeanDefinitionNames())
			.flatMap((bean) -> WasmClientName.parse(bean).stream())
			.filter((client) -> client.poolBean().equals(cause.getBeanName()))
			.toList();
		if (clients.isEmpty()) {
			return null;
		}
		String pool = clients.get(0).pool();
		StringBuilder description = new StringBuilder("There is no pool '%s' for these clients:%n".formatted(pool));
		clients.forEach((client) -> description.append("%n    %s".formatted(client.type())));
		List<PoolDefinition> definitions = new PoolDefinitions(this.environment).all();
		description.append(new PoolList(definitions, this.beanFactory).text(WasmPool.class.getSimpleName(),
				(definition) -> definition.isDefault() ? "@WasmClient"
						: "@WasmClient(\"%s\")".formatted(definition.name())));
		return new FailureAnalysis(description.toString(),
				"Name another pool with '@WasmClient', or set " + setting(definitions, pool) + ".", cause);
	}

	private static String setting(List<PoolDefinition> definitions, String pool) {
		return definitions.stream()
			.filter((definition) -> definition.name().equals(pool))
			.findFirst()
			.map((definition) -> definition.isEnabled() ? "'" + definition.keys().key("module") + "'"
					: "'" + definition.keys().key("enabled") + "' to true")
			.orElse("'wasm.pools." + pool + ".module'");
	}

}
