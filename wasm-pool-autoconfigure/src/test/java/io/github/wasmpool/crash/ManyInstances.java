package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Asks for more instances than fit into a process, in each way there is.
 */
final class ManyInstances {

	/** A memory with data in its middle, which takes the most mappings. */
	private static final String LAYERED = """
			(module
				(memory (export "memory") 8 100)
				(data (i32.const 200000) "data")
				(func (export "grow") (drop (memory.grow (i32.const 1)))))
			""";

	private ManyInstances() {
	}

	public static void main(String[] args) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(LAYERED)).build();
				WasmModule small = runtime.module(Wat.compile(Wat.CALLS)).build()) {
			Scenario.say("pool " + tooLarge(runtime, module));
			int fit = fill(module);
			Scenario.say((fit > 1_000) ? "filled" : "only " + fit + " instances fit");
			Scenario.say("same again " + (fill(module) == fit));
			Scenario.say("beside loans that are kept " + keep(runtime, module, fit));
			Scenario.say("same at last " + (fill(module) == fit));
			Scenario.say("without memory " + withoutMemory(small));
			Scenario.say("null checks " + NullChecks.provoke());
		}
	}

	private static String tooLarge(WasmtimeRuntime runtime, WasmModule module) {
		try (WasmPool pool = runtime.pool(module).size(20_000).build()) {
			return pool + " was accepted";
		}
		catch (IllegalArgumentException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	/**
	 * Make instances until one is refused, and free them.
	 */
	private static int fill(WasmModule module) {
		List<WasmInstance> all = new ArrayList<>();
		try {
			while (all.size() < 20_000) {
				WasmInstance instance = module.instantiate();
				all.add(instance);
				instance.callVoid("grow");
				instance.memory().writeByte(100, (byte) 1);
				instance.memory().writeByte(200_001, (byte) 1);
				instance.memory().writeByte(8 * 65_536, (byte) 1);
			}
			throw new AssertionError("No instance was refused");
		}
		catch (WasmInstanceCreationException ex) {
			return all.size();
		}
		finally {
			all.forEach(WasmInstance::close);
		}
	}

	/**
	 * Close a pool whose loans are kept, and make instances beside them.
	 * @return how many there could be beside them
	 */
	private static int keep(WasmtimeRuntime runtime, WasmModule module, int size) {
		List<WasmInstance> kept = new ArrayList<>();
		try {
			try (WasmPool pool = runtime.pool(module)
				.size(size)
				.minIdle(0)
				.shutdownGracePeriod(Duration.ZERO)
				.build()) {
				for (int i = 0; i < size; i++) {
					WasmInstance instance = pool.acquire();
					kept.add(instance);
					instance.callVoid("grow");
				}
			}
			return fill(module);
		}
		finally {
			kept.forEach(WasmInstance::close);
		}
	}

	private static int withoutMemory(WasmModule module) {
		List<WasmInstance> all = new ArrayList<>();
		try {
			while (all.size() < 40_000) {
				all.add(module.instantiate());
			}
		}
		catch (WasmInstanceCreationException ex) {
			Scenario.say("more of them " + (all.size() > 10_000));
		}
		int sum = 0;
		for (WasmInstance instance : all) {
			sum += instance.callInt("addInts", 1, 0);
			instance.close();
		}
		return all.size() - sum;
	}

}
