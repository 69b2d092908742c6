package io.github.wasmpool.crash;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * Calls a guest, which traps, out of host functions that used up the stack of their
 * thread, or nearly.
 */
final class HostStack {

	private static final String GUEST = """
			(module
				(import "env" "touch" (func $touch (param i32) (result i32)))
				(func (export "touch") (param i32) (result i32) (call $touch (local.get 0)))
				(func (export "fail") (result i32) (unreachable)))
			""";

	private static final int TIMES = 3;

	private static final int DEPTHS = 60;

	private HostStack() {
	}

	public static void main(String[] args) throws Exception {
		AtomicReference<HostFunction.Body> body = new AtomicReference<>((caller, values) -> 0);
		HostFunction touch = HostFunction.of("env", "touch",
				FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)),
				(caller, values) -> body.get().call(caller, values));
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(GUEST)).hostFunctions(touch).build();
				WasmPool caller = runtime.pool(module).name("caller").size(1).build();
				WasmPool dedicated = runtime.pool(module)
					.name("dedicated")
					.size(1)
					.execution(ExecutionMode.DEDICATED)
					.dedicatedThreadStack(1 << 20)
					.build()) {
			for (WasmPool pool : List.of(caller, dedicated)) {
				Scenario.onThread(1 << 20, () -> {
					tryAll(pool, body);
					return pool;
				});
			}
			Scenario.say("null checks " + NullChecks.provoke());
		}
	}

	private static void tryAll(WasmPool pool, AtomicReference<HostFunction.Body> body) {
		body.set((guest, values) -> atTheEnd(guest, 0));
		Scenario.say(pool.name() + " at the end " + failures(pool, TIMES, 0));
		body.set((guest, values) -> measure(0));
		int most = pool.withInstance((guest) -> guest.callInt("touch", 0));
		body.set((guest, values) -> below((int) values[0], guest));
		Scenario.say(pool.name() + " near the end " + failures(pool, DEPTHS, most));
	}

	/**
	 * Count the calls that fail as they should. Each goes a little deeper than the one
	 * before.
	 */
	private static int failures(WasmPool pool, int times, int most) {
		int failures = 0;
		for (int i = 0; i < times; i++) {
			int depth = most - most * (times - i) / (8 * times);
			try {
				pool.useInstance((guest) -> guest.callInt("touch", depth));
			}
			catch (WasmException ex) {
				failures++;
			}
		}
		return failures;
	}

	/**
	 * Recurse to the end of the stack, and call the guest from as near to it as that is
	 * possible. A hundred frames are left at once, as each try takes a millisecond.
	 */
	@SuppressWarnings("InfiniteRecursion") // until the stack is used up
	private static int atTheEnd(WasmCaller guest, int depth) {
		try {
			return atTheEnd(guest, depth + 1);
		}
		catch (StackOverflowError ex) {
			if (depth % 100 != 0) {
				throw ex;
			}
			return guest.function("fail").callInt();
		}
	}

	@SuppressWarnings("InfiniteRecursion") // until the stack is used up
	private static int measure(int depth) {
		try {
			return measure(depth + 1);
		}
		catch (StackOverflowError ex) {
			return depth;
		}
	}

	private static int below(int frames, WasmCaller guest) {
		return (frames > 0) ? below(frames - 1, guest) + 1 : guest.function("fail").callInt();
	}

}
