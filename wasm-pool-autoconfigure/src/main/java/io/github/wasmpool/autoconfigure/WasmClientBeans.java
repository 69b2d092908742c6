package io.github.wasmpool.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.wasmpool.WasmClientException;
import io.github.wasmpool.WasmPool;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Registers a bean for each client that was imported, when all others are registered: one
 * of that type or that name is the application's own and wins. A client is made by the
 * bean of its pool, and goes before it.
 */
final class WasmClientBeans implements BeanDefinitionRegistryPostProcessor, BeanRegistrationAotProcessor {

	private static final String ATTRIBUTE = WasmClientBeans.class.getName();

	private final BeanFactory beanFactory;

	private final Set<Class<?>> types = new LinkedHashSet<>();

	private WasmClientBeans(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return the clients of an application.
	 * @param beans remembers them, and has the pools
	 * @return the clients
	 */
	static WasmClientBeans of(ConfigurableBeanFactory beans) {
		String name = WasmClientBeans.class.getName();
		if (beans.getSingleton(name) instanceof WasmClientBeans clients) {
			return clients;
		}
		WasmClientBeans clients = new WasmClientBeans(beans);
		beans.registerSingleton(name, clients);
		return clients;
	}

	/**
	 * Add an interface, unless it was added before.
	 * @param type the interface
	 * @throws WasmClientException if it is none
	 */
	void add(Class<?> type) {
		if (!type.isInterface()) {
			throw new WasmClientException(type, "pool '" + WasmClientName.of(type).pool() + "'",
					List.of("it is no interface; declare one with a method for each export"));
		}
		this.types.add(type);
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		List<Class<?>> missing = this.types.stream().filter((type) -> !hasBean(registry, type)).toList();
		missing.forEach((type) -> registry.registerBeanDefinition(WasmClientName.of(type).bean(), definition(type)));
	}

	private static boolean hasBean(BeanDefinitionRegistry registry, Class<?> type) {
		return registry.containsBeanDefinition(WasmClientName.of(type).bean()) || BeanFactoryUtils
			.beanNamesForTypeIncludingAncestors((ListableBeanFactory) registry, type, true, false).length > 0;
	}

	private RootBeanDefinition definition(Class<?> type) {
		String pool = WasmClientName.of(type).poolBean();
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setInstanceSupplier(() -> this.beanFactory.getBean(pool, WasmPool.class).client(type));
		// A method 'close' of the interface is a function of the guest
		definition.setDestroyMethodName("");
		definition.setResourceDescription("@ImportWasmClients");
		definition.setAttribute(ATTRIBUTE, type);
		return definition;
	}

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Object type = bean.getMergedBeanDefinition().getAttribute(ATTRIBUTE);
		return (type instanceof Class<?> client) ? new WasmClientAotContribution(client) : null;
	}

}
