package io.github.wasmpool.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

import io.github.wasmpool.Effort;
import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.SharedWasmMemory;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Replaces instances on a shared memory thousands of times, and closes the pool while
 * guests and Java use its memory.
 */
final class SharedMemories {

	private static final int REPLACEMENTS = 2_000;

	/** Enough for the virtual machine to have all it needs, too. */
	private static final int MORE_REPLACEMENTS = 20_000;

	static final int ROUNDS = Effort.of(10, 30);

	private SharedMemories() {
	}

	public static void main(String[] args) throws Exception {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(SharedGuests.guest())
					.sharedMemory(true)
					.executionTimeout(Duration.ofSeconds(20))
					.build()) {
			replace(runtime, module);
			int stopped = 0;
			for (int round = 0; round < ROUNDS; round++) {
				stopped += closeDuringUse(runtime, module);
			}
			Scenario.say("stopped " + stopped);
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static void replace(WasmtimeRuntime runtime, WasmModule module) throws IOException {
		try (WasmPool pool = runtime.pool(module).size(1).build()) {
			trap(pool, REPLACEMENTS);
			pool.prefill();
			Scenario.say("replaced " + (pool.sharedMemory().instances() - 1));
			trap(pool, MORE_REPLACEMENTS);
			long before = Leaks.residentKilobytes();
			trap(pool, MORE_REPLACEMENTS);
			long each = ((Leaks.residentKilobytes() - before) << 10) / MORE_REPLACEMENTS;
			Scenario.say("each left " + each + " bytes, less than 600: " + (each < 600));
			Scenario.say("counted " + pool.sharedMemory().loadInt(0));
		}
	}

	private static void trap(WasmPool pool, int times) {
		for (int i = 0; i < times; i++) {
			try (WasmInstance instance = pool.acquire()) {
				instance.callVoid("add", 0, 1);
				instance.callVoid("fail");
			}
			catch (WasmTrapException ex) {
				// what is wanted; without it the count of instances would be too small
			}
		}
	}

	/**
	 * Close a pool while a guest computes, one waits for ever, and Java reads and writes.
	 * @return how many of the four came to an end
	 */
	private static int closeDuringUse(WasmtimeRuntime runtime, WasmModule module) throws InterruptedException {
		WasmPool pool = runtime.pool(module)
			.size(2)
			.executionTimeout(Duration.ofMillis(100))
			.shutdownGracePeriod(Duration.ZERO)
			.build();
		SharedWasmMemory memory = pool.sharedMemory();
		List<FutureTask<Integer>> tasks = new ArrayList<>();
		tasks.add(Scenario.start(() -> untilStopped(pool, (instance) -> instance.callVoid("spin"))));
		tasks.add(Scenario.start(() -> untilStopped(pool, (instance) -> instance.callInt("wait", 0, -1L))));
		tasks.add(Scenario.start(() -> untilClosed(() -> memory.write(2048, new byte[70_000]))));
		tasks.add(Scenario.start(() -> untilClosed(() -> memory.addInt(40, 1))));
		Thread.sleep(20);
		pool.close();
		return Scenario.sum(tasks);
	}

	private static int untilStopped(WasmPool pool, Work work) {
		for (int stopped = 0;; stopped++) {
			try (WasmInstance instance = pool.acquire()) {
				work.on(instance);
			}
			catch (WasmExecutionTimeoutException ex) {
				if (stopped > 100) {
					return 0;
				}
			}
			catch (WasmPoolException ex) {
				return 1;
			}
		}
	}

	private static int untilClosed(Runnable access) {
		while (true) {
			try {
				access.run();
			}
			catch (IllegalStateException ex) {
				return 1;
			}
		}
	}

	private interface Work {

		void on(WasmInstance instance);

	}

}
