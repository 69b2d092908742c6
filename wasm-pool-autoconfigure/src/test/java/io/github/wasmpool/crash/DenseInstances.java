package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Fills a process with instances whose memories reserve no more than they can grow to.
 */
final class DenseInstances {

	private static final String COUNTER = """
			(module
				(memory (export "memory") 1 16)
				(func (export "count") (result i32)
					(i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))
					(drop (memory.grow (i32.const 1)))
					(i32.load (i32.const 8))))
			""";

	private DenseInstances() {
	}

	public static void main(String[] args) {
		EngineOptions options = new EngineOptions(Optimization.SPEED, Duration.ofMillis(10), 1, 1L << 20, null);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(options)) {
			try (WasmModule module = runtime.module(Wat.compile(COUNTER)).build()) {
				fill("with a memory", module, "count");
			}
			try (WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).build()) {
				fill("without", module, "nothing");
			}
			Scenario.say("null checks " + NullChecks.provoke());
		}
	}

	private static void fill(String kind, WasmModule module, String export) {
		List<WasmInstance> all = new ArrayList<>();
		try {
			while (all.size() < 40_000) {
				WasmInstance instance = module.instantiate();
				all.add(instance);
				instance.call(export);
			}
		}
		catch (WasmInstanceCreationException ex) {
			Scenario.say(kind + ": " + ex.getMessage());
		}
		for (WasmInstance instance : all) {
			Object result = instance.call(export);
			if (result instanceof Integer count && count != 2) {
				throw new AssertionError("An instance counted " + count);
			}
			instance.close();
		}
		Scenario.say(kind + " more than " + all.size() / 1_000 + ",000");
	}

}
