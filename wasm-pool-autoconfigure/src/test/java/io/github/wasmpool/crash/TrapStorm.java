package io.github.wasmpool.crash;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;

import io.github.wasmpool.Effort;
import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Lets guests trap, run out of time, and be interrupted, thousands of times.
 */
public final class TrapStorm {

	/** A fraction of what follows. */
	static final int SHARE = Effort.of(20, 1);

	private static final int THREADS = 4;

	private TrapStorm() {
	}

	public static void main(String[] args) throws InterruptedException {
		EngineOptions options = new EngineOptions(Optimization.SPEED, Duration.ofMillis(1), 1);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(options);
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS))
					.executionTimeout(Duration.ofSeconds(20))
					.build();
				WasmPool fresh = runtime.pool(module).name("fresh").size(3).build();
				WasmPool warm = runtime.pool(module).name("warm").size(3).reset(ResetPolicy.WARM).build();
				WasmPool hasty = runtime.pool(module)
					.name("hasty")
					.size(3)
					.executionTimeout(Duration.ofMillis(1))
					.build()) {
			Scenario.say("traps " + Scenario
				.sum(Scenario.start(THREADS, () -> trap(fresh, 1_500 / SHARE) + trap(warm, 1_000 / SHARE))));
			Scenario.say("timeouts " + Scenario.sum(Scenario.start(THREADS, () -> runOutOfTime(hasty, 500 / SHARE))));
			Scenario.say("interrupts " + interrupt(fresh));
			Scenario.say("null checks " + NullChecks.provoke());
			Scenario.say("traps after " + trap(fresh, 100));
		}
	}

	/**
	 * Trap once in a runtime of its own.
	 * @return 1
	 */
	public static int trapOnce() {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).build();
				WasmPool pool = runtime.pool(module).build()) {
			return trap(pool, 1);
		}
	}

	private static int trap(WasmPool pool, int times) {
		int trapped = 0;
		for (int i = 0; i < times; i++) {
			try (WasmInstance instance = pool.acquire()) {
				switch (i % 4) {
					case 0 -> instance.callVoid("giveUp");
					case 1 -> instance.callInt("divide", 1, 0);
					case 2 -> instance.callInt("divide", Integer.MIN_VALUE, -1);
					default -> instance.callVoid("recurse");
				}
			}
			catch (WasmTrapException ex) {
				trapped++;
			}
		}
		return trapped;
	}

	private static int runOutOfTime(WasmPool pool, int times) {
		int stopped = 0;
		for (int i = 0; i < times; i++) {
			try (WasmInstance instance = pool.acquire()) {
				instance.callVoid("spin");
			}
			catch (WasmExecutionTimeoutException ex) {
				stopped++;
			}
		}
		return stopped;
	}

	/**
	 * Interrupt threads that borrow and call.
	 * @return how many of them did what they were to do all the same
	 */
	private static int interrupt(WasmPool pool) throws InterruptedException {
		int done = 0;
		for (int i = 0; i < 100 / SHARE; i++) {
			List<FutureTask<Integer>> tasks = List.of(new FutureTask<>(() -> callOften(pool)),
					new FutureTask<>(() -> callOften(pool)));
			List<Thread> threads = tasks.stream().map((task) -> new Thread(task, "scenario")).toList();
			threads.forEach(Thread::start);
			for (int j = 0; j < 5; j++) {
				Thread.sleep(ThreadLocalRandom.current().nextInt(2));
				threads.forEach(Thread::interrupt);
			}
			done += Scenario.sum(tasks);
		}
		return done;
	}

	private static int callOften(WasmPool pool) {
		for (int i = 0; i < 20; i++) {
			try (WasmInstance instance = pool.acquire()) {
				for (int j = 0; j < 5; j++) {
					if (instance.callInt("addInts", i, j) != i + j) {
						return 0;
					}
				}
			}
			catch (WasmPoolInterruptedException ex) {
				// the flag is set again: without this, each further wait would end at
				// once
				Thread.interrupted();
			}
		}
		return 1;
	}

}
