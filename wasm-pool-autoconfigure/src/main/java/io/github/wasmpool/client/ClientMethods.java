package io.github.wasmpool.client;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The methods of an interface and of those it extends, where a method stands together
 * with those it overrides.
 */
final class ClientMethods {

	private final TypeArguments types;

	private final Map<String, List<Method>> groups = new LinkedHashMap<>();

	ClientMethods(Class<?> type) {
		this.types = new TypeArguments(type);
		for (Class<?> each : hierarchy(type)) {
			// In an order that does not change from run to run
			Arrays.stream(each.getDeclaredMethods())
				.filter((method) -> !isOfObject(method))
				.filter((method) -> (method.getModifiers() & (Modifier.STATIC | Modifier.PRIVATE)) == 0)
				.sorted((one, other) -> one.toGenericString().compareTo(other.toGenericString()))
				.forEach((method) -> this.groups.computeIfAbsent(key(method), (key) -> new ArrayList<>()).add(method));
		}
	}

	/**
	 * Find an interface and those it extends.
	 * @return the interfaces, the nearest first
	 */
	private static Set<Class<?>> hierarchy(Class<?> type) {
		Set<Class<?>> hierarchy = new LinkedHashSet<>();
		Deque<Class<?>> next = new ArrayDeque<>(List.of(type));
		while (!next.isEmpty()) {
			Class<?> each = next.pop();
			hierarchy.add(each);
			next.addAll(List.of(each.getInterfaces()));
		}
		return hierarchy;
	}

	private static boolean isOfObject(Method method) {
		return switch (method.getName()) {
			case "toString", "hashCode" -> method.getParameterCount() == 0;
			case "equals" -> Arrays.equals(method.getParameterTypes(), new Class<?>[] { Object.class });
			default -> false;
		};
	}

	private String key(Method method) {
		return Arrays.stream(method.getGenericParameterTypes())
			.map((type) -> this.types.resolve(type).getTypeName())
			.collect(Collectors.joining(",", method.getName() + "(", ")"));
	}

	TypeArguments types() {
		return this.types;
	}

	/**
	 * Return the methods.
	 * @return for each method those of one signature
	 */
	Collection<List<Method>> groups() {
		return this.groups.values();
	}

	/**
	 * Choose the method that counts among those of one signature: one that no other
	 * overrides, and of several the one with the most specific result.
	 * @param group methods of one signature
	 * @return one of them
	 */
	static Method effective(List<Method> group) {
		Method effective = group.get(0);
		for (Method method : group) {
			if (overrides(method, effective)) {
				effective = method;
			}
		}
		return effective;
	}

	private static boolean overrides(Method method, Method other) {
		Class<?> type = method.getDeclaringClass();
		Class<?> otherType = other.getDeclaringClass();
		if (type != otherType && otherType.isAssignableFrom(type)) {
			return true;
		}
		boolean overridden = type != otherType && type.isAssignableFrom(otherType);
		return !overridden && method.getReturnType() != other.getReturnType()
				&& other.getReturnType().isAssignableFrom(method.getReturnType());
	}

	/**
	 * Find an annotation of a method, or of one it overrides.
	 * @param group methods of one signature
	 * @param type the annotation
	 * @param <A> the annotation
	 * @return the annotation, or {@code null} if there is none
	 */
	static <A extends Annotation> @Nullable A annotation(List<Method> group, Class<A> type) {
		A own = effective(group).getAnnotation(type);
		if (own != null) {
			return own;
		}
		for (Method method : group) {
			A inherited = method.getAnnotation(type);
			if (inherited != null) {
				return inherited;
			}
		}
		return null;
	}

}
