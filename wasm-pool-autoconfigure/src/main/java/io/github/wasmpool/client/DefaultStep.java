package io.github.wasmpool.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;

/**
 * A method that runs as Java. {@link InvocationHandler#invokeDefault} looks at who calls
 * it, and so is no way into interfaces that are not public; a handle is no way into those
 * of a module that exports their package without opening it. Each is tried where the
 * other does not work.
 */
final class DefaultStep implements ClientStep {

	private final Method method;

	/** Takes the client, and the arguments as an array. */
	private final @Nullable MethodHandle handle;

	/**
	 * Create a step.
	 * @param method a default method
	 */
	DefaultStep(Method method) {
		this.method = method;
		this.handle = handle(method);
	}

	private static @Nullable MethodHandle handle(Method method) {
		Class<?> declaring = method.getDeclaringClass();
		try {
			return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
				.unreflectSpecial(method, declaring)
				.asFixedArity()
				.asSpreader(Object[].class, method.getParameterCount())
				.asType(MethodType.methodType(Object.class, Object.class, Object[].class));
		}
		catch (IllegalAccessException ex) {
			return null;
		}
	}

	@Override
	public @Nullable Object invoke(Object proxy, ClientTarget target, @Nullable Object[] args) throws Throwable {
		MethodHandle handle = this.handle;
		return (handle != null) ? handle.invokeExact(proxy, args)
				: InvocationHandler.invokeDefault(proxy, this.method, args);
	}

	/**
	 * Whether the method can be called.
	 * @return {@code false} if its interface is neither open nor public and exported
	 */
	boolean isAccessible() {
		Class<?> declaring = this.method.getDeclaringClass();
		return this.handle != null || (Modifier.isPublic(declaring.getModifiers())
				&& declaring.getModule().isExported(declaring.getPackageName(), DefaultStep.class.getModule()));
	}

}
