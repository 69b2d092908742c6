package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.autoconfigure.UnusableHostFunctionException.Reason;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.HostMethod;
import io.github.wasmpool.host.WasmImport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Looks up which beans provide what the module of a pool imports, in this context and its
 * parents: {@link HostFunction} beans, and beans with methods annotated with
 * {@link WasmImport}. Of the latter only those are made that the module needs; all others
 * are judged by their types. To be asked late, when a pool needs its first instance: then
 * a bean that injects the pool can provide its imports as well.
 */
record HostFunctionBeans(ConfigurableListableBeanFactory beanFactory) {

	private static final Logger logger = LoggerFactory.getLogger(HostFunctionBeans.class);

	/**
	 * Find what the guests of a pool are given.
	 * @param pool the name of the pool
	 * @param module its module
	 * @return the functions that the module imports, as far as there are any; where a
	 * signature is another than that of the import, the runtime says so
	 * @throws UnusableHostFunctionException if there are several for one import, or a
	 * method cannot be called by a guest
	 */
	List<HostFunction> find(String pool, WasmModule module) {
		ImportedFunctions imported = new ImportedFunctions(module.imports());
		if (imported.isEmpty()) {
			return List.of();
		}
		List<BeanFunction> found = new ArrayList<>();
		Set<String> hidden = new HashSet<>();
		for (BeanFactory each = this.beanFactory; each instanceof ConfigurableListableBeanFactory factory; each = factory
			.getParentBeanFactory()) {
			for (String name : factory.getBeanNamesForType(Object.class, true, false)) {
				if (hidden.add(name) && !ScopedProxyUtils.isScopedTarget(name)) {
					found.addAll(find(pool, imported, factory, name));
				}
			}
		}
		return imported.select(pool, found);
	}

	private static List<BeanFunction> find(String pool, ImportedFunctions imported,
			ConfigurableListableBeanFactory factory, String name) {
		Class<?> type = typeOf(factory, name);
		if (type == null) {
			return List.of();
		}
		if (HostFunction.class.isAssignableFrom(type)) {
			return isCandidate(factory, name) && bean(pool, factory, name) instanceof HostFunction function
					&& imported.contains(function.module(), function.name())
							? List.of(new BeanFunction(function, "bean '" + name + "'")) : List.of();
		}
		List<HostMethod> methods = methods(pool, name, type).stream()
			.filter((method) -> method.isFor(pool) && imported.contains(method.module(), method.name()))
			.toList();
		return methods.isEmpty() ? List.of() : bind(pool, name, type, methods, bean(pool, factory, name));
	}

	private static List<BeanFunction> bind(String pool, String name, Class<?> type, List<HostMethod> methods,
			Object bean) {
		List<BeanFunction> functions = new ArrayList<>();
		if (!type.isInstance(bean) && !AopUtils.isAopProxy(bean)) {
			// A method that makes a bean may return null
			return functions;
		}
		for (HostMethod method : methods) {
			try {
				HostFunction function = ProxiedHostMethod.bind(method, bean, name);
				functions.add(new BeanFunction(function, "method '" + method.method().getDeclaringClass().getName()
						+ "." + method.method().getName() + "' of bean '" + name + "'"));
			}
			catch (IllegalArgumentException ex) {
				throw impossible(pool, name, ex);
			}
		}
		return functions;
	}

	/**
	 * Return the type of a bean, not of its proxy, without making the bean.
	 */
	private static @Nullable Class<?> typeOf(ConfigurableListableBeanFactory factory, String name) {
		if (factory.getType(name, false) == null) {
			return null;
		}
		Class<?> type = AutoProxyUtils.determineTargetClass(factory, name);
		if (type != null && ScopedObject.class.isAssignableFrom(type)) {
			Class<?> target = AutoProxyUtils.determineTargetClass(factory, ScopedProxyUtils.getTargetBeanName(name));
			return (target != null) ? target : type;
		}
		return type;
	}

	private static boolean isCandidate(ConfigurableListableBeanFactory factory, String name) {
		return !factory.containsBeanDefinition(name) || factory.getMergedBeanDefinition(name).isAutowireCandidate();
	}

	private static List<HostMethod> methods(String pool, String name, Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, WasmImport.class)) {
			return List.of();
		}
		try {
			return HostMethod.in(type);
		}
		catch (IllegalArgumentException ex) {
			throw impossible(pool, name, ex);
		}
		catch (LinkageError ex) {
			logger.debug("Bean '{}' is taken to provide no host functions: its type cannot be inspected", name, ex);
			return List.of();
		}
	}

	private static UnusableHostFunctionException impossible(String pool, String name, IllegalArgumentException cause) {
		return new UnusableHostFunctionException(Reason.IMPOSSIBLE, pool, "bean '" + name + "': " + cause.getMessage(),
				cause);
	}

	private static Object bean(String pool, BeanFactory factory, String name) {
		try {
			return factory.getBean(name);
		}
		catch (BeanCurrentlyInCreationException ex) {
			throw new UnusableHostFunctionException(Reason.IN_CREATION, pool,
					"bean '" + name + "' provides them, and is still being created while the pool is used", ex);
		}
	}

}
