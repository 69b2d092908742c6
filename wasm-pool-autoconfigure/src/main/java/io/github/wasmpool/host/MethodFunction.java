package io.github.wasmpool.host;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * A host function that is a method of an object.
 */
final class MethodFunction implements HostFunction {

	private final String module;

	private final String name;

	private final FunctionType type;

	private final boolean takesCaller;

	/** Takes the caller, used or not, and an array of the arguments. */
	private final MethodHandle handle;

	private MethodFunction(Object target, Method method, WasmImport annotation) {
		this.module = annotation.module();
		this.name = annotation.name().isEmpty() ? method.getName() : annotation.name();
		Class<?>[] params = method.getParameterTypes();
		this.takesCaller = params.length > 0 && params[0] == WasmCaller.class;
		this.type = typeOf(method, this.takesCaller ? 1 : 0);
		this.handle = bind(target, method);
	}

	static List<HostFunction> in(Object target) {
		// By signature, so that a method that overrides another hides it
		Map<String, Method> methods = new LinkedHashMap<>();
		for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
			for (Method method : type.getDeclaredMethods()) {
				if (method.isAnnotationPresent(WasmImport.class) && !method.isBridge()) {
					methods.putIfAbsent(method.getName() + List.of(method.getParameterTypes()), method);
				}
			}
		}
		List<HostFunction> functions = new ArrayList<>();
		methods.values().forEach((method) -> {
			WasmImport annotation = method.getAnnotation(WasmImport.class);
			if (annotation != null) {
				functions.add(new MethodFunction(target, method, annotation));
			}
		});
		return List.copyOf(functions);
	}

	private static FunctionType typeOf(Method method, int skipped) {
		Class<?>[] params = method.getParameterTypes();
		List<ValueType> types = new ArrayList<>();
		for (int i = skipped; i < params.length; i++) {
			types.add(typeOf(method, params[i]));
		}
		Class<?> result = method.getReturnType();
		return FunctionType.of(types, (result == void.class) ? List.of() : List.of(typeOf(method, result)));
	}

	private static ValueType typeOf(Method method, Class<?> type) {
		if (type == int.class) {
			return ValueType.I32;
		}
		if (type == long.class) {
			return ValueType.I64;
		}
		if (type == float.class) {
			return ValueType.F32;
		}
		if (type == double.class) {
			return ValueType.F64;
		}
		throw new IllegalArgumentException("Method '" + method
				+ "' cannot be a host function: it may take and return int, long, float and double, after a first "
				+ "parameter of type WasmCaller, but has " + type.getName());
	}

	private MethodHandle bind(Object target, Method method) {
		try {
			method.setAccessible(true);
			MethodHandle handle = MethodHandles.lookup().unreflect(method);
			if (!Modifier.isStatic(method.getModifiers())) {
				handle = handle.bindTo(target);
			}
			if (!this.takesCaller) {
				handle = MethodHandles.dropArguments(handle, 0, WasmCaller.class);
			}
			handle = handle.asSpreader(Object[].class, this.type.params().size());
			return handle.asType(MethodType.methodType(Object.class, WasmCaller.class, Object[].class));
		}
		catch (IllegalAccessException | RuntimeException ex) {
			throw new IllegalArgumentException(
					"Method '" + method + "' cannot be a host function: it cannot be made accessible", ex);
		}
	}

	@Override
	public String module() {
		return this.module;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public FunctionType type() {
		return this.type;
	}

	@Override
	public @Nullable Object call(WasmCaller caller, Object[] args) throws Exception {
		try {
			return this.handle.invokeExact(caller, args);
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return "'" + this.module + "." + this.name + "' " + this.type;
	}

}
