package io.github.wasmpool.crash;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Lets several threads use the same instance, and one close it, at the same time.
 */
final class TwoThreads {

	private static final int ROUNDS = Effort.of(6, 60);

	private TwoThreads() {
	}

	public static void main(String[] args) throws InterruptedException {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.STATE)).build();
				WasmPool fresh = runtime.pool(module).name("fresh").size(2).build();
				WasmPool warm = runtime.pool(module).name("warm").reset(ResetPolicy.WARM).size(2).build()) {
			int done = 0;
			for (int round = 0; round < ROUNDS; round++) {
				done += hammer(fresh.acquire());
				done += hammer(warm.acquire());
				done += hammer(module.instantiate());
			}
			if (fresh.stats().active() != 0 || warm.stats().active() != 0) {
				throw new AssertionError("A loan was lost: " + fresh + ", " + warm);
			}
			Scenario.say((done > ROUNDS) ? "hammered" : "too little was done: " + done);
			Scenario.say("null checks " + NullChecks.provoke());
		}
	}

	private static int hammer(WasmInstance instance) throws InterruptedException {
		List<FutureTask<Integer>> tasks = List.of(Scenario.start(() -> use(instance, (it) -> it.callLong("count"))),
				Scenario.start(() -> use(instance, (it) -> it.memory().fill(0, 60_000, (byte) 1))),
				Scenario.start(() -> use(instance, (it) -> it.callInt("grow", 1))),
				Scenario.start(() -> use(instance, (it) -> it.global("counter").set(1L))), Scenario.start(() -> {
					Thread.sleep(2);
					instance.close();
					return 0;
				}));
		return Scenario.sum(tasks);
	}

	/**
	 * Use the instance until it is closed.
	 */
	private static int use(WasmInstance instance, Consumer<WasmInstance> work) {
		for (int done = 0;; done++) {
			try {
				work.accept(instance);
			}
			catch (IllegalStateException ex) {
				if (String.valueOf(ex.getMessage()).contains("after it was released")) {
					return done;
				}
			}
		}
	}

}
