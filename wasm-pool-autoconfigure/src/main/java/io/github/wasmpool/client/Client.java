package io.github.wasmpool.client;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * What is behind the interface of a client.
 */
final class Client implements InvocationHandler {

	private static final @Nullable Object[] NO_ARGUMENTS = {};

	private final Class<?> type;

	private final ClientPlan plan;

	private final ClientTarget target;

	Client(Class<?> type, ClientPlan plan, ClientTarget target) {
		this.type = type;
		this.plan = plan;
		this.target = target;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		@Nullable Object[] given = (args != null) ? args : NO_ARGUMENTS;
		ClientStep step = this.plan.step(method);
		if (step != null) {
			return step.invoke(proxy, this.target, given);
		}
		return switch (method.getName()) {
			case "equals" -> proxy == given[0];
			case "hashCode" -> System.identityHashCode(proxy);
			default -> this.type.getSimpleName() + ", client of " + this.target.description();
		};
	}

}
