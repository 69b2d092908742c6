package io.github.wasmpool.crash;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Keeps every kind of handle beyond its loan and goes on using it while others use what
 * was freed.
 */
final class UseAfterRelease {

	private UseAfterRelease() {
	}

	public static void main(String[] args) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.STATE)).build();
				WasmPool fresh = runtime.pool(module).name("fresh").size(2).build();
				WasmPool warm = runtime.pool(module).name("warm").reset(ResetPolicy.WARM).size(1).build()) {
			List<Runnable> uses = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				uses.addAll(released(fresh.acquire()));
				uses.addAll(released(warm.acquire()));
				uses.addAll(released(module.instantiate()));
			}
			int refused = 0;
			for (int round = 0; round < 3; round++) {
				try (WasmInstance next = fresh.acquire(); WasmInstance other = warm.acquire()) {
					next.memory().writeString(0, "other");
					refused += refused(uses);
					intact(next, "other");
					intact(other, "clean");
				}
				System.gc();
			}
			Scenario.say("refused " + refused + " of " + 3 * uses.size() + ", null checks " + NullChecks.provoke());
		}
	}

	private static List<Runnable> released(WasmInstance instance) {
		WasmFunction function = instance.function("grow");
		WasmMemory memory = instance.memory();
		WasmGlobal global = instance.global("counter");
		// makes the views that would dangle
		memory.readLong(0);
		if (memory.pages() == 1) {
			memory.grow(1);
		}
		memory.writeLong(65_536, 1);
		function.callInt(0);
		global.set(1L);
		instance.close();
		return List.of(() -> function.callInt(1), () -> instance.callInt("grow", 1), () -> instance.function("grow"),
				instance::memory, () -> instance.global("counter"), global::get, () -> global.set(2L),
				() -> memory.readLong(0), () -> memory.writeString(0, "stale"), () -> memory.grow(1), memory::size,
				() -> memory.fill(0, 65_536, (byte) 1), () -> memory.readCString(0), () -> memory.read(131_000, 16));
	}

	private static int refused(List<Runnable> uses) {
		int refused = 0;
		for (Runnable use : uses) {
			try {
				use.run();
			}
			catch (IllegalStateException ex) {
				refused++;
			}
		}
		return refused;
	}

	private static void intact(WasmInstance instance, String text) {
		if (!instance.memory().readCString(0).equals(text)) {
			throw new AssertionError("A released handle reached an instance of another loan");
		}
	}

}
