package io.github.wasmpool.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.HostMethod;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * Binds annotated methods to beans that may be proxies: through the proxy, so that advice
 * applies, where the proxy has the method, else to the object behind it.
 */
final class ProxiedHostMethod {

	private static final Logger logger = LoggerFactory.getLogger(ProxiedHostMethod.class);

	private ProxiedHostMethod() {
	}

	/**
	 * Create the host function that calls a method of a bean.
	 * @param method the method
	 * @param bean the bean
	 * @param name the name of the bean
	 * @return the function
	 * @throws IllegalArgumentException if the method cannot be called
	 */
	static HostFunction bind(HostMethod method, Object bean, String name) {
		if (Modifier.isStatic(method.method().getModifiers()) || !AopUtils.isAopProxy(bean)) {
			return method.bind(bean);
		}
		Method proxied = proxied(method.method(), bean);
		if (proxied != null) {
			return method.bind(bean, proxied);
		}
		Object target = AopProxyUtils.getSingletonTarget(bean);
		if (target == null) {
			throw new IllegalArgumentException("Method '" + method.method() + "' cannot be a host function: the proxy "
					+ "of the bean does not have it; make it neither private nor final, or declare it in an interface "
					+ "of the bean");
		}
		logger.warn("Host function '{}.{}' is called past the proxy of bean '{}', which does not have the method: "
				+ "advice does not apply. Make the method neither private nor final, or declare it in an interface "
				+ "of the bean.", method.module(), method.name(), name);
		return bind(method, target, name);
	}

	private static @Nullable Method proxied(Method method, Object proxy) {
		if (!AopUtils.isJdkDynamicProxy(proxy)) {
			int modifiers = method.getModifiers();
			return (Modifier.isPrivate(modifiers) || Modifier.isFinal(modifiers)) ? null : method;
		}
		for (Class<?> each : proxy.getClass().getInterfaces()) {
			Method declared = ClassUtils.getMethodIfAvailable(each, method.getName(), method.getParameterTypes());
			if (declared != null) {
				return declared;
			}
		}
		return null;
	}

}
