package io.github.wasmpool.host;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.UndeclaredThrowableException;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * A host function that is a method of an object.
 */
final class MethodFunction implements HostFunction {

	private static final MethodType CALL = MethodType.methodType(Object.class, WasmCaller.class, Object[].class);

	private final String module;

	private final String name;

	private final FunctionType type;

	/** Takes the caller, used or not, and the arguments as an array. */
	private final MethodHandle handle;

	MethodFunction(String module, String name, FunctionType type, Object target, Method method, boolean takesCaller) {
		this.module = module;
		this.name = name;
		this.type = type;
		MethodHandle handle = handle(target, method);
		this.handle = (takesCaller ? handle : MethodHandles.dropArguments(handle, 0, WasmCaller.class))
			.asSpreader(Object[].class, type.params().size())
			.asType(CALL);
	}

	private static MethodHandle handle(Object target, Method method) {
		try {
			method.setAccessible(true);
			MethodHandle handle = MethodHandles.lookup().unreflect(method);
			return Modifier.isStatic(method.getModifiers()) ? handle : handle.bindTo(target);
		}
		catch (InaccessibleObjectException | IllegalAccessException ex) {
			throw new IllegalArgumentException("Method '" + method + "' cannot be a host function: it is not "
					+ "accessible; open its package to the module that calls it, or make it public", ex);
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
			throw new UndeclaredThrowableException(ex);
		}
	}

	@Override
	public String toString() {
		return "'" + Wording.name(this.module) + "." + Wording.name(this.name) + "' " + this.type;
	}

}
