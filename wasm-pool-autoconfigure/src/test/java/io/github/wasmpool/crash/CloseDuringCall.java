package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;

import io.github.wasmpool.Effort;
import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Closes everything there is to close, from several threads, while calls run.
 */
final class CloseDuringCall {

	static final int ROUNDS = Effort.of(8, 25);

	private CloseDuringCall() {
	}

	public static void main(String[] args) throws InterruptedException {
		int stopped = 0;
		int refused = 0;
		for (int round = 0; round < ROUNDS; round++) {
			try (WasmtimeRuntime runtime = new WasmtimeRuntime(
					new EngineOptions(Optimization.SPEED, Duration.ofMillis(1), 2));
					WasmModule module = module(runtime);
					WasmPool pool = runtime.pool(module)
						.size(2)
						.acquireTimeout(Duration.ofSeconds(10))
						.shutdownGracePeriod(Duration.ZERO)
						.build();
					WasmInstance first = pool.acquire();
					WasmInstance second = pool.acquire();
					WasmInstance alone = module.instantiate()) {
				List<FutureTask<Integer>> spinning = List.of(Scenario.start(() -> spin(first)),
						Scenario.start(() -> spin(second)), Scenario.start(() -> spin(alone)));
				List<FutureTask<Integer>> borrowing = Scenario.start(2, () -> borrow(pool));
				Thread.sleep(15);
				FutureTask<Integer> building = Scenario.start(() -> build(runtime, module));
				List<FutureTask<Integer>> closing = Scenario.start(2, () -> close(first, second, alone));
				List<FutureTask<Integer>> closingAll = Scenario.start(2, () -> close(pool, runtime, module));
				Scenario.sum(closing);
				Scenario.sum(closingAll);
				stopped += Scenario.sum(spinning);
				refused += Scenario.sum(borrowing);
				Scenario.end(building);
				if (!runtime.pools().names().isEmpty()) {
					throw new AssertionError("A pool lives on in a closed runtime");
				}
				usableNoMore(module, pool, first);
			}
		}
		Scenario.say((stopped > ROUNDS) ? "stopped" : "only " + stopped + " calls ran");
		Scenario.say("refused " + refused + ", null checks " + NullChecks.provoke());
	}

	private static WasmModule module(WasmtimeRuntime runtime) {
		return runtime.module(Wat.compile(Wat.CALLS)).executionTimeout(Duration.ofMillis(30)).build();
	}

	private static int spin(WasmInstance instance) {
		try {
			instance.callVoid("spin");
			return 0;
		}
		catch (WasmExecutionTimeoutException ex) {
			return 1;
		}
		catch (IllegalStateException ex) {
			// closed before the call began, on a machine that is busy
			return 0;
		}
	}

	/**
	 * Borrow until the pool is closed.
	 */
	private static int borrow(WasmPool pool) {
		while (true) {
			try (WasmInstance instance = pool.acquire()) {
				instance.callInt("addInts", 1, 2);
			}
			catch (WasmPoolException ex) {
				return 1;
			}
		}
	}

	/**
	 * Build pools until the runtime or the module is closed.
	 */
	private static int build(WasmtimeRuntime runtime, WasmModule module) {
		for (int i = 0;; i++) {
			try {
				runtime.pool(module).name("pool" + i).size(1).shutdownGracePeriod(Duration.ZERO).build();
			}
			catch (IllegalStateException ex) {
				return i;
			}
		}
	}

	private static int close(AutoCloseable... all) throws Exception {
		int begin = ThreadLocalRandom.current().nextInt(all.length);
		for (int i = 0; i < all.length; i++) {
			all[(begin + i) % all.length].close();
			Thread.sleep(ThreadLocalRandom.current().nextInt(4));
		}
		return 0;
	}

	private static void usableNoMore(WasmModule module, WasmPool pool, WasmInstance instance) {
		for (Runnable use : List.<Runnable>of(module::instantiate, pool::acquire, () -> instance.callVoid("nothing"))) {
			try {
				use.run();
			}
			catch (IllegalStateException | WasmPoolException ex) {
				continue;
			}
			throw new AssertionError("Something closed could be used");
		}
	}

}
