package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.WasmJson;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.WasmRuntimeListener;
import io.github.wasmpool.actuate.PoolReload;
import io.github.wasmpool.cluster.ClusterOptions;
import io.github.wasmpool.runtime.WasmtimeRuntime;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.task.TaskDecorator;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for pools of WebAssembly instances.
 */
@AutoConfiguration
@EnableConfigurationProperties(WasmProperties.class)
@Import(WasmPoolBeansRegistrar.class)
public final class WasmPoolAutoConfiguration {

	static final String FACTORY_BEAN_NAME = "wasmPoolFactory";

	@Bean
	@ConditionalOnMissingBean
	WasmRuntime wasmRuntime(ConfigurableListableBeanFactory beanFactory, ConfigurableEnvironment environment,
			ObjectProvider<WasmRuntimeListener> listeners) {
		PoolDefinitions definitions = PoolDefinitions.of(beanFactory, environment);
		try {
			return new WasmtimeRuntime(definitions.engine().toOptions(),
					listeners.orderedStream().toArray(WasmRuntimeListener[]::new));
		}
		catch (IllegalArgumentException ex) {
			throw new ImpossibleSettingsException("the engine", definitions.engineKeys(), ex);
		}
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("wasm.cluster.enabled")
	ClusterOptions wasmClusterOptions(ConfigurableListableBeanFactory beanFactory,
			ConfigurableEnvironment environment) {
		PoolDefinitions definitions = PoolDefinitions.of(beanFactory, environment);
		try {
			return definitions.cluster().toOptions();
		}
		catch (IllegalArgumentException ex) {
			throw new ImpossibleSettingsException("the cluster", definitions.clusterKeys(), ex);
		}
	}

	@Bean
	static EffectivePropertiesAdvisor wasmEffectivePropertiesAdvisor(ConfigurableListableBeanFactory beanFactory,
			ConfigurableEnvironment environment) {
		return new EffectivePropertiesAdvisor(() -> PoolDefinitions.of(beanFactory, environment).properties());
	}

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	WasmPools wasmPools(WasmRuntime runtime, ConfigurableListableBeanFactory beanFactory) {
		return new BeanPools(runtime.pools(), beanFactory);
	}

	@Bean(FACTORY_BEAN_NAME)
	WasmPoolFactory wasmPoolFactory(ConfigurableEnvironment environment, ResourceLoader resourceLoader,
			ObjectProvider<TaskDecorator> taskDecorator, ObjectProvider<WasmInstanceValidator> validator,
			ObjectProvider<WasmPoolBuilderCustomizer> customizers, ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<WasmJson> json, ApplicationEventPublisher events) {
		return new WasmPoolFactory(PoolDefinitions.of(beanFactory, environment), new ModuleReader(resourceLoader),
				taskDecorator, validator, customizers, new HostFunctionBeans(beanFactory), json,
				new SnapshotInitializerBeans(beanFactory), new SwapEvents(events),
				() -> ApplicationExecutor.find(beanFactory));
	}

	@Bean
	@ConditionalOnMissingBean
	WasmPoolLifecycle wasmPoolLifecycle(WasmPools pools, ConfigurableListableBeanFactory beanFactory,
			ConfigurableEnvironment environment) {
		return new WasmPoolLifecycle(pools, PoolDefinitions.of(beanFactory, environment));
	}

	@Bean
	@ConditionalOnMissingBean
	PoolReload wasmPoolReload(WasmPools pools, ConfigurableListableBeanFactory beanFactory,
			ConfigurableEnvironment environment, ResourceLoader resourceLoader) {
		return new ModuleReload(PoolDefinitions.of(beanFactory, environment), new ModuleReader(resourceLoader), pools);
	}

	@Bean
	@ConditionalOnMissingBean
	ModuleWatcher wasmModuleWatcher(WasmPools pools, ConfigurableListableBeanFactory beanFactory,
			ConfigurableEnvironment environment, ResourceLoader resourceLoader) {
		return ModuleWatcher.of(PoolDefinitions.of(beanFactory, environment), new ModuleReader(resourceLoader), pools);
	}

}
