package io.github.wasmpool.crash;

import java.util.Map;
import java.util.TreeMap;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.JavaFrames;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Lets guests recurse without end for borrowers whose threads have small stacks, or use
 * most of theirs.
 */
final class SmallStacks {

	private static final int TIMES = 20;

	private SmallStacks() {
	}

	public static void main(String[] args) throws Exception {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).build();
				WasmModule modest = runtime.module(Wat.compile(Wat.CALLS)).guestStack(128 << 10).build();
				WasmPool dedicated = runtime.pool(module)
					.name("dedicated")
					.size(2)
					.execution(ExecutionMode.DEDICATED)
					.build();
				WasmPool caller = runtime.pool(modest).name("caller").size(2).build()) {
			// The first call of all loads classes
			overflow(dedicated);
			for (int kilobytes : new int[] { 192, 256, 512, 1024 }) {
				Scenario.say("dedicated " + kilobytes + " "
						+ Scenario.onThread(kilobytes << 10, () -> overflows(dedicated)));
			}
			Scenario.onThread(1 << 20, () -> {
				int most = JavaFrames.measure();
				for (int share : new int[] { 50, 80, 90 }) {
					Scenario.say("dedicated below " + share + " "
							+ JavaFrames.below(most / 100 * share, () -> overflows(dedicated)));
				}
				return most;
			});
			Scenario.say("caller 1024 half used " + Scenario.onThread(1 << 20, () -> {
				int most = JavaFrames.measure();
				return JavaFrames.below(most / 2, () -> overflows(caller));
			}));
			Scenario.say("null checks " + NullChecks.provoke());
		}
	}

	private static Map<String, Integer> overflows(WasmPool pool) {
		Map<String, Integer> outcomes = new TreeMap<>();
		for (int i = 0; i < TIMES; i++) {
			outcomes.merge(overflow(pool), 1, Integer::sum);
		}
		return outcomes;
	}

	private static String overflow(WasmPool pool) {
		try {
			pool.callVoid("recurse");
			return "returned";
		}
		catch (WasmTrapException ex) {
			return (ex.code() == Code.STACK_OVERFLOW) ? "trapped" : ex.code().name();
		}
	}

}
