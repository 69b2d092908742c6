package io.github.wasmpool.fake;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Builders that only note what they are told.
 */
final class RecordingBuilder {

	private RecordingBuilder() {
	}

	/**
	 * Make a builder.
	 * @param type the interface of the builder
	 * @param settings notes each call by the name of the method
	 * @param build what the method {@code build} does
	 * @param <B> the type of the builder
	 * @return the builder
	 */
	static <B> B of(Class<B> type, Map<String, @Nullable Object> settings, Supplier<?> build) {
		InvocationHandler handler = (builder, method, args) -> {
			if (method.getName().equals("build")) {
				return build.get();
			}
			Object value = args[0];
			settings.put(method.getName(), (value instanceof Object[] several) ? Arrays.asList(several) : value);
			return builder;
		};
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

}
