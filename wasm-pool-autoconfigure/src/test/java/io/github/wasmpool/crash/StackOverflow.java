package io.github.wasmpool.crash;

import io.github.wasmpool.Effort;
import io.github.wasmpool.JavaFrames;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Lets guests recurse without end on threads of several kinds, some of which have used
 * part of their stack.
 */
final class StackOverflow {

	/** How often each kind of thread lets a guest recurse without end. */
	static final int TIMES = Effort.of(25, 100);

	private StackOverflow() {
	}

	public static void main(String[] args) throws Exception {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).build();
				WasmModule deep = runtime.module(Wat.compile(Wat.CALLS)).guestStack(2 << 20).build();
				WasmPool pool = runtime.pool(module).size(2).build();
				WasmPool deepPool = runtime.pool(deep).name("deep").size(2).build()) {
			int depth = Scenario.onThread(1 << 20, JavaFrames::measure);
			Scenario.say("main " + overflow(pool));
			Scenario.say("usual " + Scenario.onThread(0, () -> overflow(pool)));
			Scenario.say("usual used "
					+ Scenario.onThread(1 << 20, () -> JavaFrames.below(depth / 4, () -> overflow(pool))));
			Scenario.say("large " + Scenario.onThread(8 << 20, () -> overflow(pool)));
			Scenario
				.say("large used " + Scenario.onThread(8 << 20, () -> JavaFrames.below(depth, () -> overflow(pool))));
			Scenario.say("deep " + Scenario.onThread(8 << 20, () -> overflow(deepPool)));
			Scenario.say("null checks " + NullChecks.provoke());
		}
	}

	private static int overflow(WasmPool pool) {
		int overflows = 0;
		for (int i = 0; i < TIMES; i++) {
			try (WasmInstance instance = pool.acquire()) {
				instance.callVoid("recurse");
			}
			catch (WasmTrapException ex) {
				overflows += (ex.code() == Code.STACK_OVERFLOW) ? 1 : 0;
			}
		}
		return overflows;
	}

}
