package io.github.wasmpool.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * A method that runs as Java.
 */
final class DefaultStep implements ClientStep {

	/** Takes the client, and the arguments as an array. */
	private final MethodHandle handle;

	/**
	 * Create a step. {@code InvocationHandler.invokeDefault} would do, but for interfaces
	 * that are not public: it looks at who calls it, and not at what was made accessible.
	 * @param method a default method
	 * @throws IllegalAccessException if its interface is not accessible
	 */
	DefaultStep(Method method) throws IllegalAccessException {
		Class<?> declaring = method.getDeclaringClass();
		this.handle = MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
			.unreflectSpecial(method, declaring)
			.asFixedArity()
			.asSpreader(Object[].class, method.getParameterCount())
			.asType(MethodType.methodType(Object.class, Object.class, Object[].class));
	}

	@Override
	public @Nullable Object invoke(Object proxy, ClientTarget target, @Nullable Object[] args) throws Throwable {
		return this.handle.invokeExact(proxy, args);
	}

}
