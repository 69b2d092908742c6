package io.github.wasmpool.crash;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Throws whatever can be thrown out of host functions, and returns what they must not.
 */
final class HostErrors {

	private static final String GUEST = """
			(module
				(import "env" "fail" (func $fail (param i32) (result i32)))
				(func (export "fail") (param i32) (result i32) (call $fail (local.get 0))))
			""";

	private static final List<Throwable> FAILURES = List.of(new OutOfMemoryError("made up"), new StackOverflowError(),
			new NoClassDefFoundError("some/Type"), new ExceptionInInitializerError("made up"), new ThreadDeath(),
			new AssertionError("made up"), new InternalError("made up"), new Error(), new InterruptedException(),
			new Exception((String) null), new IllegalStateException("x".repeat(1 << 20)),
			new IllegalStateException("\0\uD800\u202E%\n"), new Unspeakable(), circle(),
			new Throwable("neither error nor exception"));

	private static final List<Object> RESULTS = List.of("text", 1L, 1.5, List.of(), List.of(1, 2), new Object());

	private HostErrors() {
	}

	public static void main(String[] args) {
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		AtomicReference<@Nullable Object> result = new AtomicReference<>(5);
		HostFunction fail = HostFunction.of("env", "fail", (caller, values) -> {
			Throwable thrown = failure.get();
			if (thrown != null) {
				HostErrors.<RuntimeException>sneak(thrown);
			}
			return result.get();
		});
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(GUEST)).hostFunctions(fail).build()) {
			for (ExecutionMode mode : ExecutionMode.values()) {
				try (WasmPool pool = runtime.pool(module).size(2).execution(mode).build()) {
					int thrown = 0;
					for (Throwable each : FAILURES) {
						failure.set(each);
						thrown += isCause(pool, each) ? 1 : 0;
					}
					failure.set(null);
					Scenario.say(mode + " thrown " + (thrown == FAILURES.size()));
					int refused = isCause(pool, result, null) ? 1 : 0;
					for (Object each : RESULTS) {
						refused += isCause(pool, result, each) ? 1 : 0;
					}
					Scenario.say(mode + " returned " + (refused == 1 + RESULTS.size()));
					result.set(5);
					Scenario.say(mode + " works " + pool.callInt("fail", 1));
				}
			}
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static boolean isCause(WasmPool pool, AtomicReference<@Nullable Object> result, @Nullable Object value) {
		result.set(value);
		return isCause(pool, (Throwable) null);
	}

	/**
	 * Tell whether a call fails with a cause, or without one if that is null.
	 */
	private static boolean isCause(WasmPool pool, @Nullable Throwable cause) {
		try {
			pool.callInt("fail", 1);
			return false;
		}
		catch (WasmHostFunctionException ex) {
			return (cause == null || ex.getCause() == cause) && String.valueOf(ex.getMessage()).length() < 4_000;
		}
	}

	@SuppressWarnings("unchecked") // so that the compiler takes it for a RuntimeException
	private static <T extends Throwable> void sneak(Throwable failure) throws T {
		throw (T) failure;
	}

	private static Throwable circle() {
		Exception first = new Exception("first");
		Exception second = new Exception("second", first);
		first.initCause(second);
		return first;
	}

	/**
	 * Fails where it is asked what happened.
	 */
	private static final class Unspeakable extends RuntimeException {

		private static final long serialVersionUID = 1;

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

	}

}
