package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Many guests that loop at once. What is said of time is so generous that a busy machine
 * keeps to it.
 */
class LoopingGuestsTests {

	private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

	@Test
	void farMoreLoopsThanProcessorsDoNotStretchTheirLimit() throws Exception {
		int loops = Math.min(16 * PROCESSORS, 256);
		Duration limit = Duration.ofSeconds(2);
		try (WasmRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).executionTimeout(limit).build();
				WasmPool pool = runtime.pool(module).size(loops).build()) {
			CountDownLatch ready = new CountDownLatch(loops);
			List<FutureTask<Long>> tasks = start(loops, () -> {
				try (WasmInstance instance = pool.acquire()) {
					ready.countDown();
					ready.await();
					long begin = System.nanoTime();
					assertThat(catchThrowable(() -> instance.callVoid("spin")))
						.isInstanceOf(WasmExecutionTimeoutException.class);
					return System.nanoTime() - begin;
				}
			});
			List<Long> times = new ArrayList<>();
			for (FutureTask<Long> task : tasks) {
				times.add(end(task));
			}
			Collections.sort(times);
			assertThat(times.get(0)).isGreaterThanOrEqualTo(limit.toNanos());
			assertThat(times.get(loops / 2)).isLessThan(3 * limit.toNanos());
		}
	}

	@Test
	void twoWavesOfLoopsDoNotStarveTheCallersAfterThem() throws Exception {
		Duration acquireTimeout = PoolBuilder.DEFAULT_ACQUIRE_TIMEOUT.dividedBy(2);
		Duration executionTimeout = ModuleSettings.DEFAULT_EXECUTION_TIMEOUT.dividedBy(2);
		try (WasmRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).executionTimeout(executionTimeout).build();
				WasmPool pool = runtime.pool(module).size(2).acquireTimeout(acquireTimeout).build()) {
			List<FutureTask<Throwable>> loops = start(4,
					() -> catchThrowable(() -> pool.useInstance((instance) -> instance.callVoid("spin"))));
			while (pool.stats().active() < 2 || pool.stats().waiting() < 2) {
				Thread.sleep(1);
			}
			List<FutureTask<Integer>> callers = start(4, () -> pool
				.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("addInts", 1, 2)));
			for (FutureTask<Integer> caller : callers) {
				assertThat(end(caller)).isEqualTo(3);
			}
			for (FutureTask<Throwable> loop : loops) {
				assertThat(end(loop)).isInstanceOf(WasmExecutionTimeoutException.class);
			}
		}
	}

	private static <T> List<FutureTask<T>> start(int threads, Callable<T> work) {
		List<FutureTask<T>> tasks = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			FutureTask<T> task = new FutureTask<>(work);
			Thread thread = new Thread(task, "looping");
			thread.setDaemon(true);
			thread.start();
			tasks.add(task);
		}
		return tasks;
	}

	private static <T> T end(FutureTask<T> task) throws Exception {
		return task.get(1, TimeUnit.MINUTES);
	}

}
