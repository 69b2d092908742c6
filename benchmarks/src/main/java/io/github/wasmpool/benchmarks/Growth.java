package io.github.wasmpool.benchmarks;

import io.github.kawamuray.wasmtime.Val;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * What the process has grown by after 1,000,000 calls and 1,000,000 fresh loans, of the
 * bare binding 100,000 new instances. A tenth of that comes before, so that the JVM has
 * compiled what it will compile. The argument is {@code pool} or {@code bare}.
 */
public final class Growth {

	private static final int CALLS = 1_000_000;

	private static final int LOANS = 1_000_000;

	private static final int BARE_LOANS = 100_000;

	private Growth() {
	}

	/**
	 * Measure, and print bytes.
	 * @param args the side
	 */
	public static void main(String[] args) {
		if (args[0].equals("pool")) {
			ofPools();
		}
		else {
			ofBinding();
		}
	}

	private static void ofPools() {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Guests.noting(17)).build();
				WasmPool warm = runtime.pool(module).name("warm").reset(ResetPolicy.WARM).build();
				WasmPool fresh = runtime.pool(module).name("fresh").build()) {
			measure(() -> call(warm), LOANS, () -> call(fresh));
		}
	}

	private static void call(WasmPool pool) {
		try (WasmInstance instance = pool.acquire()) {
			instance.callInt("add", 20, 22);
		}
	}

	private static void ofBinding() {
		try (BareBinding binding = new BareBinding(Guests.noting(17)); BareBinding.Warm warm = binding.warm("add")) {
			measure(() -> warm.call(Val.fromI32(20), Val.fromI32(22)), BARE_LOANS,
					() -> binding.fresh("add", Val.fromI32(20), Val.fromI32(22)));
		}
	}

	private static void measure(Runnable call, int loans, Runnable loan) {
		repeat(CALLS / 10, call);
		repeat(loans / 10, loan);
		Footprint before = Footprint.now();
		repeat(CALLS, call);
		Footprint between = Footprint.now();
		repeat(loans, loan);
		Footprint after = Footprint.now();
		Child.print("calls", between.resident() - before.resident());
		Child.print("loans", after.resident() - between.resident());
		Child.print("mappings", after.mappings() - between.mappings());
		Child.print("descriptors", after.descriptors() - between.descriptors());
	}

	private static void repeat(int times, Runnable work) {
		for (int i = 0; i < times; i++) {
			work.run();
		}
	}

}
