package io.github.wasmpool.wasmtime;

import java.util.List;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The one function of the host that a store knows. It calls the Java function the frame
 * names, with the arguments in the frame. It never throws into native code, which would
 * lose the exception: the failure is kept, and the frame keeps the guest from going on.
 */
final class Dispatcher {

	private static final Object[] NO_ARGUMENTS = {};

	private final GuestInstance caller;

	private final HostLinks links;

	private final Crossing crossing;

	private final Frame frame;

	/**
	 * Create a dispatcher.
	 * @param caller the instance whose guest calls
	 * @param links what it calls
	 * @param crossing the way it was entered by
	 */
	Dispatcher(GuestInstance caller, HostLinks links, Crossing crossing) {
		this.caller = caller;
		this.links = links;
		this.crossing = crossing;
		this.frame = crossing.frame();
	}

	/**
	 * Do what the guest asks for in the frame.
	 */
	void dispatch() {
		int number = this.frame.imported();
		boolean failed = true;
		try {
			WasmException refusal = call(number);
			if (refusal != null) {
				this.crossing.fail(refusal);
			}
			failed = this.crossing.failure() != null;
		}
		catch (Throwable ex) {
			this.crossing.fail(translate(number, ex));
		}
		finally {
			if (failed) {
				this.frame.fail();
			}
		}
	}

	/**
	 * Call a function.
	 * @param number its place among the imports
	 * @return why it was not called, or why its result is of no use; {@code null} if all
	 * went well
	 * @throws Exception what the function threw
	 */
	private @Nullable WasmException call(int number) throws Exception {
		String refusal = this.crossing.callHost();
		if (refusal != null) {
			return failure(number, "was not called: " + refusal, null);
		}
		if (Thread.currentThread().isInterrupted()) {
			return failure(number, "was not called: its thread was interrupted", new InterruptedException());
		}
		if (this.crossing.isOverdue()) {
			return timeout();
		}
		if (this.links.isMissing(number)) {
			return this.crossing.missingImport(this.links.name(number));
		}
		FunctionType type = this.links.type(number);
		Object result = this.links.call(number, this.caller, arguments(type.params()));
		if (this.crossing.failure() != null) {
			return null;
		}
		if (this.crossing.isOverdue()) {
			return timeout();
		}
		return putResults(number, type.results(), result);
	}

	private WasmException timeout() {
		return new WasmExecutionTimeoutException(this.crossing.function(), this.crossing.limit(), null);
	}

	private Object[] arguments(List<ValueType> types) {
		int count = types.size();
		if (count == 0) {
			return NO_ARGUMENTS;
		}
		Object[] args = new Object[count];
		for (int i = 0; i < count; i++) {
			args[i] = this.frame.get(i, types.get(i));
		}
		return args;
	}

	private @Nullable WasmException putResults(int number, List<ValueType> types, @Nullable Object result) {
		if (types.size() == 1) {
			return putResult(number, 0, types.get(0), result);
		}
		if (types.isEmpty()) {
			return null;
		}
		// Taken out of the list first: one that computes its elements may use the frame
		@Nullable Object[] results = (result instanceof List<?> list) ? list.toArray() : new @Nullable Object[0];
		if (results.length != types.size()) {
			return failure(number, "has to return a List of " + Wording.count(types.size(), "number") + ", " + types,
					null);
		}
		WasmException failure = null;
		for (int i = 0; i < types.size() && failure == null; i++) {
			failure = putResult(number, i, types.get(i), results[i]);
		}
		return failure;
	}

	private @Nullable WasmException putResult(int number, int slot, ValueType type, @Nullable Object value) {
		return this.frame.put(slot, type, value) ? null
				: failure(number, "returned a value " + Values.describe(value) + ", which is no " + type, null);
	}

	/**
	 * Translate what a function threw. What ends the whole call, and not only the
	 * function, is not wrapped: an exit of this guest, and not of another one that the
	 * function called, and what ended a call that this function made of its caller.
	 */
	private WasmException translate(int number, Throwable thrown) {
		if (thrown instanceof WasmExitException exit && exit.getFunction() == null) {
			return exit;
		}
		WasmException inside = this.crossing.failure();
		if (thrown == inside
				&& (inside instanceof WasmExecutionTimeoutException || inside instanceof WasmHostFunctionException)) {
			return inside;
		}
		return failure(number, "failed: " + describe(thrown), thrown);
	}

	private static String describe(Throwable thrown) {
		try {
			return Wording.text(thrown.toString());
		}
		catch (RuntimeException | Error ex) {
			return thrown.getClass().getName();
		}
	}

	private WasmHostFunctionException failure(int number, String problem, @Nullable Throwable cause) {
		return new WasmHostFunctionException(this.crossing.function(), this.links.name(number), problem, cause);
	}

}
