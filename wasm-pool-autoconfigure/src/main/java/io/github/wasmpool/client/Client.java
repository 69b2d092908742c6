package io.github.wasmpool.client;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * What is behind the interface of a client. It follows the code of what it calls: where
 * that is replaced between a look at it and the borrowing of an instance, it looks again.
 */
final class Client implements InvocationHandler {

	private static final @Nullable Object[] NO_ARGUMENTS = {};

	private final Class<?> type;

	private final ClientTarget target;

	Client(Class<?> type, ClientTarget target) {
		this.type = type;
		this.target = target;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		@Nullable Object[] given = (args != null) ? args : NO_ARGUMENTS;
		Object result;
		do {
			ClientStep step = this.target.clients().plan(this.type, this.target::description).step(method);
			if (step == null) {
				return invoke(proxy, method.getName(), given);
			}
			result = step.invoke(proxy, this.target, given);
		}
		while (result == ExportCall.OTHER_CODE);
		return result;
	}

	private Object invoke(Object proxy, String method, @Nullable Object[] given) {
		return switch (method) {
			case "equals" -> proxy == given[0];
			case "hashCode" -> System.identityHashCode(proxy);
			default -> this.type.getSimpleName() + ", client of " + this.target.description();
		};
	}

}
