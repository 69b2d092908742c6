package io.github.wasmpool.host;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * A method annotated with {@link WasmImport}, of a class rather than of an object: what
 * can be known of a host function before there is an object to call. Immutable.
 */
public final class HostMethod {

	private static final Map<Class<?>, ValueType> NUMBERS = Map.of(int.class, ValueType.I32, long.class, ValueType.I64,
			float.class, ValueType.F32, double.class, ValueType.F64);

	private final Method method;

	private final String module;

	private final String name;

	private final Set<String> pools;

	private final FunctionType type;

	private HostMethod(Method method, WasmImport annotation) {
		this.method = method;
		this.module = annotation.module();
		this.name = annotation.name().isEmpty() ? method.getName() : annotation.name();
		this.pools = Set.copyOf(Arrays.asList(annotation.pools()));
		this.type = new FunctionType(params(method), result(method));
	}

	/**
	 * Find the annotated methods of a class, public or not, with those of its
	 * superclasses and interfaces. A method that overrides an annotated one is annotated
	 * like it, unless it bears an annotation of its own.
	 * @param type the class
	 * @return the methods; empty if none is annotated
	 * @throws IllegalArgumentException if a method cannot be a host function; the message
	 * says why
	 */
	public static List<HostMethod> in(Class<?> type) {
		Map<String, HostMethod> found = new LinkedHashMap<>();
		for (Class<?> each : hierarchy(type)) {
			for (Method method : each.getDeclaredMethods()) {
				WasmImport annotation = method.getAnnotation(WasmImport.class);
				if (annotation != null && !method.isBridge()) {
					found.computeIfAbsent(signature(method), (signature) -> new HostMethod(method, annotation));
				}
			}
		}
		return List.copyOf(found.values());
	}

	private static Set<Class<?>> hierarchy(Class<?> type) {
		Set<Class<?>> hierarchy = new LinkedHashSet<>();
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			hierarchy.add(each);
		}
		List<Class<?>> bearers = List.copyOf(hierarchy);
		bearers.forEach((bearer) -> addInterfaces(bearer, hierarchy));
		return hierarchy;
	}

	private static void addInterfaces(Class<?> bearer, Set<Class<?>> hierarchy) {
		for (Class<?> each : bearer.getInterfaces()) {
			hierarchy.add(each);
			addInterfaces(each, hierarchy);
		}
	}

	/**
	 * Methods of one signature override one another, except private ones.
	 */
	private static String signature(Method method) {
		String signature = method.getName() + Arrays.toString(method.getParameterTypes());
		return Modifier.isPrivate(method.getModifiers()) ? method.getDeclaringClass().getName() + "." + signature
				: signature;
	}

	private static List<ValueType> params(Method method) {
		Class<?>[] params = method.getParameterTypes();
		List<ValueType> types = new ArrayList<>();
		for (int i = takesCaller(method) ? 1 : 0; i < params.length; i++) {
			if (params[i] == WasmCaller.class) {
				throw impossible(method, "parameter " + (i + 1) + " is a WasmCaller, which has to be the first");
			}
			ValueType type = NUMBERS.get(params[i]);
			if (type == null) {
				throw impossible(method, "parameter " + (i + 1) + " is of type " + params[i].getTypeName()
						+ "; take int, long, float or double, and what is in the guest's memory through a first "
						+ "parameter of type WasmCaller");
			}
			types.add(type);
		}
		return types;
	}

	private static List<ValueType> result(Method method) {
		Class<?> result = method.getReturnType();
		if (result == void.class) {
			return List.of();
		}
		ValueType type = NUMBERS.get(result);
		if (type == null) {
			throw impossible(method,
					"it returns " + result.getTypeName() + "; return int, long, float, double or nothing");
		}
		return List.of(type);
	}

	private static boolean takesCaller(Method method) {
		Class<?>[] params = method.getParameterTypes();
		return params.length > 0 && params[0] == WasmCaller.class;
	}

	private static IllegalArgumentException impossible(Method method, String problem) {
		return new IllegalArgumentException("Method '" + method + "' cannot be a host function: " + problem);
	}

	/**
	 * Return the first part of the name guests import the method by.
	 * @return the module
	 */
	public String module() {
		return this.module;
	}

	/**
	 * Return the second part of the name guests import the method by.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the signature, without the caller.
	 * @return a type of i32, i64, f32 and f64
	 */
	public FunctionType type() {
		return this.type;
	}

	/**
	 * Return the method.
	 * @return the method that is annotated, which another may override
	 */
	public Method method() {
		return this.method;
	}

	/**
	 * Whether the guests of a pool get the method.
	 * @param pool the name of the pool
	 * @return {@code true} if the annotation names the pool, or none
	 */
	public boolean isFor(String pool) {
		return this.pools.isEmpty() || this.pools.contains(pool);
	}

	/**
	 * Create the host function that calls the method of an object.
	 * @param target the object, or a proxy of it that extends its class
	 * @return the function
	 * @throws IllegalArgumentException if the method cannot be called from here
	 */
	public HostFunction bind(Object target) {
		return bind(target, this.method);
	}

	/**
	 * Create the host function that calls the method of a proxy.
	 * @param target the proxy
	 * @param method what to call in place of the annotated method: one of the same
	 * signature that the proxy has, of an interface for example
	 * @return the function
	 * @throws IllegalArgumentException if the method cannot be called from here
	 */
	public HostFunction bind(Object target, Method method) {
		return new MethodFunction(this.module, this.name, this.type, target, method, takesCaller(this.method));
	}

}
