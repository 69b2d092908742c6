package io.github.wasmpool.crash;

import java.util.function.Supplier;

import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.MemoryLimits;

/**
 * Uses memories at their edges while they grow, and asks for impossible ones.
 */
final class MemoryViews {

	private static final String TWO_NAMES = """
			(module
				(memory $memory 0 100)
				(export "first" (memory $memory))
				(export "memory" (memory $memory))
				(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
			""";

	private MemoryViews() {
	}

	public static void main(String[] args) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(TWO_NAMES)).build();
				WasmPool pool = runtime.pool(module).size(2).build()) {
			int checked = 0;
			for (int i = 0; i < 500; i++) {
				try (WasmInstance instance = pool.acquire()) {
					checked += growing(instance);
				}
			}
			Scenario.say("checked " + checked);
			Scenario.say("impossible " + impossible(runtime));
			Scenario.say("largest " + largest(runtime));
			Scenario.say("null checks " + NullChecks.provoke());
		}
	}

	private static int growing(WasmInstance instance) {
		WasmMemory first = instance.memory("first");
		WasmMemory second = instance.memory();
		int checked = edge(first, 0) + edge(second, 0);
		for (int pages = 0; pages < 6; pages += 2) {
			first.grow(1);
			checked += edge(second, pages + 1) + edge(first, pages + 1);
			instance.callInt("grow", 1);
			checked += edge(second, pages + 2) + edge(first, pages + 2);
		}
		return checked;
	}

	private static int edge(WasmMemory memory, int pages) {
		long size = (long) pages * MemoryLimits.PAGE_SIZE;
		if (memory.size() != size) {
			throw new AssertionError("A memory of " + pages + " pages says it has " + memory.size() + " bytes");
		}
		if (size > 0) {
			memory.writeLong(size - 8, size);
			if (memory.readLong(size - 8) != size) {
				throw new AssertionError("A memory of " + pages + " pages lost what was written");
			}
		}
		try {
			memory.writeByte(size, (byte) 1);
		}
		catch (WasmMemoryAccessException ex) {
			return 1;
		}
		throw new AssertionError("A memory of " + pages + " pages was written past its end");
	}

	private static int impossible(WasmtimeRuntime runtime) {
		return refused(runtime, "(memory 32768)", MemoryLimits::ofModule)
				+ refused(runtime, "(memory 65536)", MemoryLimits::ofModule)
				+ refused(runtime, "(memory 1)", () -> MemoryLimits.of(32_768, 32_768))
				+ refused(runtime, "(memory 1)", () -> MemoryLimits.of(1, 32_768))
				+ refused(runtime, "(memory 1)", () -> MemoryLimits.of(20, 10))
				+ refused(runtime, "(memory 2)", () -> MemoryLimits.of(-1, 10))
				+ refused(runtime, "(memory 0)", () -> MemoryLimits.of(-1, 10))
				+ refused(runtime, "(memory 0)", () -> MemoryLimits.of(0, -1))
				+ refused(runtime, "(memory 0)", () -> MemoryLimits.of(Integer.MIN_VALUE, Integer.MIN_VALUE))
				+ refused(runtime, "(memory 0)", () -> MemoryLimits.of(Integer.MAX_VALUE, Integer.MAX_VALUE));
	}

	private static int refused(WasmtimeRuntime runtime, String memory, Supplier<MemoryLimits> limits) {
		try (WasmModule module = runtime.module(Wat.compile("(module " + memory + ")")).memory(limits.get()).build()) {
			throw new AssertionError(memory + " could be had: " + module.memory());
		}
		catch (WasmModuleException | IllegalArgumentException ex) {
			return 1;
		}
	}

	private static long largest(WasmtimeRuntime runtime) {
		try (WasmModule module = runtime.module(Wat.compile("(module (memory (export \"memory\") 1))"))
			.memory(MemoryLimits.of(1, MemoryLimits.HIGHEST_PAGES))
			.build(); WasmInstance instance = module.instantiate()) {
			WasmMemory memory = instance.memory();
			memory.grow(MemoryLimits.HIGHEST_PAGES - 1);
			return edge(memory, MemoryLimits.HIGHEST_PAGES) * memory.size();
		}
	}

}
