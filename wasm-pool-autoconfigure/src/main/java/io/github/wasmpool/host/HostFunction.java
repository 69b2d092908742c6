package io.github.wasmpool.host;

import java.util.List;

import io.github.wasmpool.type.FunctionType;
import org.jspecify.annotations.Nullable;

/**
 * A function that guests can import: a capability that is given to them.
 *
 * <p>
 * To be written thread-safe: each instance calls it on the thread that entered the guest,
 * and several do at the same time. A deadline cannot stop it, so it has to come back by
 * itself; whether the guest's time is up is looked at when it does.
 */
public interface HostFunction {

	/**
	 * Return the first part of the name guests import the function by.
	 * @return the module, for example {@code env}
	 */
	String module();

	/**
	 * Return the second part of the name guests import the function by.
	 * @return the name
	 */
	String name();

	/**
	 * Return the signature, which has to be the one that guests declare.
	 * @return a type of i32, i64, f32 and f64, or {@code null} for a function that takes
	 * the type of each import it is linked to
	 */
	@Nullable FunctionType type();

	/**
	 * Do what the function does.
	 * @param caller the calling instance
	 * @param args one {@code Integer}, {@code Long}, {@code Float} or {@code Double} for
	 * each parameter
	 * @return a boxed number for a function with one result, which widens as Java's
	 * numbers do; a {@code List} of them for several; ignored for none
	 * @throws Exception anything: it ends the call of the guest, whose borrower finds it
	 * as the cause of a {@link io.github.wasmpool.WasmHostFunctionException}
	 */
	@Nullable Object call(WasmCaller caller, Object[] args) throws Exception;

	/**
	 * Create a host function.
	 * @param module the first part of its name, for example {@code env}
	 * @param name the second part of its name
	 * @param type its signature, of i32, i64, f32 and f64
	 * @param body what it does
	 * @return the function
	 * @throws IllegalArgumentException if the signature has vectors or references
	 */
	static HostFunction of(String module, String name, FunctionType type, Body body) {
		return new LambdaFunction(module, name, type, body);
	}

	/**
	 * Create a host function that takes its signature from the import it is linked to.
	 * @param module the first part of its name, for example {@code env}
	 * @param name the second part of its name
	 * @param body what it does; it gets the arguments that the import declares, and
	 * returns what that wants
	 * @return the function
	 */
	static HostFunction of(String module, String name, Body body) {
		return new LambdaFunction(module, name, null, body);
	}

	/**
	 * Create a host function from each method annotated with {@link WasmImport}, public
	 * or not, inherited ones included. For which pools a method is does not matter here.
	 * @param target the object whose methods are called
	 * @return the functions; empty if no method is annotated
	 * @throws IllegalArgumentException if a method cannot be a host function; the message
	 * says why
	 * @see HostMethod#in(Class)
	 */
	static List<HostFunction> in(Object target) {
		return HostMethod.in(target.getClass()).stream().map((method) -> method.bind(target)).toList();
	}

	/**
	 * What a host function does.
	 */
	@FunctionalInterface
	interface Body {

		/**
		 * Do it.
		 * @param caller the calling instance
		 * @param args one boxed number for each parameter
		 * @return a boxed number for one result, a {@code List} for several, ignored for
		 * none
		 * @throws Exception anything
		 * @see HostFunction#call(WasmCaller, Object[])
		 */
		@Nullable Object call(WasmCaller caller, Object[] args) throws Exception;

	}

}
