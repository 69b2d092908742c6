package io.github.wasmpool.client;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.host.WasmResult;
import org.jspecify.annotations.Nullable;

/**
 * What the methods of an interface do, for one module. Immutable, and the same for all
 * clients of that interface.
 */
final class ClientPlan {

	private final Map<Method, ClientStep> steps = new HashMap<>();

	private final List<String> problems = new ArrayList<>();

	/**
	 * Compare an interface with a module.
	 * @param type the interface
	 * @param planner knows the module
	 */
	ClientPlan(Class<?> type, CallPlanner planner) {
		checkKind(type);
		if (this.problems.isEmpty()) {
			ClientMethods methods = new ClientMethods(type);
			methods.groups().forEach((group) -> add(methods.types(), group, planner));
		}
	}

	/**
	 * Return what does not fit.
	 * @return the problems; empty if all is well
	 */
	List<String> problems() {
		return this.problems;
	}

	/**
	 * Find out what a method does.
	 * @param method a method of the interface, or of {@link Object}
	 * @return what it does, or {@code null} for one of {@code Object}
	 */
	@Nullable ClientStep step(Method method) {
		return this.steps.get(method);
	}

	private void checkKind(Class<?> type) {
		if (!type.isInterface() || type.isAnnotation()) {
			this.problems.add("it is no interface; declare one with a method for each export");
		}
		else if (type.isSealed() || type.isHidden()) {
			this.problems.add("nothing else can implement a sealed or hidden interface; declare it without 'sealed'");
		}
	}

	private void add(TypeArguments types, List<Method> group, CallPlanner planner) {
		Method effective = ClientMethods.effective(group);
		if (effective.isDefault()) {
			addDefault(group, effective);
			return;
		}
		WasmExport export = ClientMethods.annotation(group, WasmExport.class);
		List<Type> params = Arrays.stream(effective.getGenericParameterTypes()).map(types::resolve).toList();
		Signature signature = new Signature(effective.getName(),
				(export != null) ? export.value() : effective.getName(), params,
				types.resolve(effective.getGenericReturnType()), ClientMethods.annotation(group, WasmResult.class));
		ExportCall call = planner.plan(signature, this.problems);
		planner.nameFunctionsUnlessThereIs(signature.export(), this.problems);
		if (call != null) {
			ClientStep step = new ExportStep(call, group.stream().map((method) -> thrown(types, method)).toList());
			group.forEach((method) -> this.steps.put(method, step));
		}
	}

	private void addDefault(List<Method> group, Method effective) {
		String name = "'" + effective.getName() + "'";
		if (effective.isAnnotationPresent(WasmExport.class) || effective.isAnnotationPresent(WasmResult.class)) {
			this.problems.add(name + " is a default method, which runs as Java; remove its annotation, or its body");
		}
		for (Method method : group) {
			DefaultStep step = new DefaultStep(method.isDefault() ? method : effective);
			this.steps.put(method, step);
			if (!step.isAccessible()) {
				this.problems.add(name + " is a default method of an interface that is not accessible; open package '"
						+ method.getDeclaringClass().getPackageName() + "'");
			}
		}
	}

	private static List<Class<?>> thrown(TypeArguments types, Method method) {
		List<Class<?>> thrown = new ArrayList<>();
		for (Type type : method.getGenericExceptionTypes()) {
			if (types.resolve(type) instanceof Class<?> known) {
				thrown.add(known);
			}
		}
		return thrown;
	}

}
