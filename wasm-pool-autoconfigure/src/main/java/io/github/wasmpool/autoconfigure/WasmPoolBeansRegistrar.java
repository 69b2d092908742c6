package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a module bean and a pool bean for each pool that is configured, unless there
 * is a bean of that name. A pool refers to its module and both to the runtime, so that
 * they are closed in this order.
 */
final class WasmPoolBeansRegistrar implements ImportBeanDefinitionRegistrar {

	private static final Logger logger = LoggerFactory.getLogger(WasmPoolBeansRegistrar.class);

	private final PoolDefinitions definitions;

	private final BeanFactory beanFactory;

	WasmPoolBeansRegistrar(Environment environment, BeanFactory beanFactory) {
		UnsupportedBootException.check(SpringBootVersion.getVersion());
		this.definitions = PoolDefinitions.of((SingletonBeanRegistry) beanFactory,
				(ConfigurableEnvironment) environment);
		this.beanFactory = beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		List<PoolDefinition> definitions = this.definitions.all().stream().filter(this::isWanted).toList();
		boolean besideDefault = this.beanFactory.containsBean("wasmPool")
				|| definitions.stream().anyMatch(PoolDefinition::isDefault);
		for (PoolDefinition definition : definitions) {
			boolean defaultCandidate = definition.isDefault() || !besideDefault;
			register(registry, definition.moduleBeanName(), moduleBean(definition), defaultCandidate);
			register(registry, definition.poolBeanName(), poolBean(definition), defaultCandidate);
		}
		registry.registerBeanDefinition("wasmRegisteredPools", registeredPools(definitions));
	}

	private static RootBeanDefinition registeredPools(List<PoolDefinition> definitions) {
		RootBeanDefinition definition = new RootBeanDefinition(RegisteredPools.class);
		definition.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		definition.setLazyInit(false);
		definition.getConstructorArgumentValues()
			.addIndexedArgumentValue(0, new ArrayList<>(definitions.stream().map(PoolDefinition::name).toList()));
		return definition;
	}

	private boolean isWanted(PoolDefinition definition) {
		Optional<String> absence = definition.absence(this.beanFactory);
		if (absence.isPresent() && definition.isEnabled() && !definition.isDefault()) {
			logger.warn("There is no pool '{}': {}", definition.name(), absence.get());
		}
		return absence.isEmpty();
	}

	private void register(BeanDefinitionRegistry registry, String name, RootBeanDefinition definition,
			boolean defaultCandidate) {
		if (!this.beanFactory.containsBean(name)) {
			definition.setDefaultCandidate(defaultCandidate);
			registry.registerBeanDefinition(name, definition);
		}
	}

	private static RootBeanDefinition moduleBean(PoolDefinition definition) {
		return bean(WasmModule.class, "module", definition.name(), new RuntimeBeanReference(WasmRuntime.class));
	}

	private static RootBeanDefinition poolBean(PoolDefinition definition) {
		return bean(WasmPool.class, "pool", definition.name(), new RuntimeBeanReference(WasmRuntime.class),
				new RuntimeBeanReference(definition.moduleBeanName()));
	}

	private static RootBeanDefinition bean(Class<?> type, String factoryMethod, Object... arguments) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setFactoryBeanName(WasmPoolAutoConfiguration.FACTORY_BEAN_NAME);
		definition.setFactoryMethodName(factoryMethod);
		definition.setDestroyMethodName("close");
		definition.setRole(BeanDefinition.ROLE_APPLICATION);
		definition.setResourceDescription("configuration properties below 'wasm'");
		ConstructorArgumentValues values = definition.getConstructorArgumentValues();
		for (int i = 0; i < arguments.length; i++) {
			values.addIndexedArgumentValue(i, arguments[i]);
		}
		return definition;
	}

}
