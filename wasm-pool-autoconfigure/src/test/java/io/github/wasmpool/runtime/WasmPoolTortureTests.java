package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolException;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads that call, trap, time out, forget, interrupt, resize and refresh at
 * random, and at last close: no slot is lost, nobody waits for ever, and all native
 * memory is back.
 */
class WasmPoolTortureTests {

	private static final int THREADS = 16;

	private static final int MOST = 8;

	private static final Duration LENGTH = Duration.ofMillis(Effort.of(800, 7_000));

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final byte[] GUEST = Wat.compile("""
			(module
				(memory (export "memory") 1 2)
				(func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
				(func (export "hidden") (result i32) (i32.const 7))
				(func (export "fail") (unreachable))
				(func (export "spin") (loop (br 0))))
			""");

	private final AtomicBoolean paused = new AtomicBoolean();

	private final AtomicInteger loans = new AtomicInteger();

	private final AtomicInteger forgotten = new AtomicInteger();

	private final List<Thread> threads = new ArrayList<>();

	@ParameterizedTest
	@CsvSource({ "FRESH, 1", "WARM, 2" })
	void losesNothing(ResetPolicy reset, long seed) throws Exception {
		NativeMemory before = NativeMemory.now();
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(); WasmModule module = runtime.module(GUEST).build()) {
			WasmPool pool = builder(runtime, module, reset).build();
			List<FutureTask<Boolean>> borrowers = startBorrowers(pool, seed);
			disturb(pool, new Random(seed), System.nanoTime() + LENGTH.toNanos());
			this.paused.set(true);
			joinAll(borrowers);
			assertNoSlotIsLost(pool);
			this.paused.set(false);
			List<FutureTask<Boolean>> last = startBorrowers(pool, seed + 1);
			FutureTask<Boolean> closing = start(() -> {
				Thread.sleep(new Random(seed).nextInt(200));
				pool.close();
				return pool.isClosed();
			});
			collectUntilDone(closing);
			joinAll(last);
			awaitCollected(pool);
			assertThat(pool.stats().live()).isZero();
		}
		assertThat(this.loans.get()).isGreaterThan(THREADS);
		assertThat(this.forgotten.get()).isPositive();
		assertThat(NativeMemory.now().budget()).isEqualTo(before.budget());
		assertThat(NativeMemory.now().reservations()).isLessThanOrEqualTo(before.reservations());
	}

	private static WasmPoolBuilder builder(WasmtimeRuntime runtime, WasmModule module, ResetPolicy reset) {
		WasmPoolBuilder builder = runtime.pool(module)
			.size(MOST)
			.minIdle(3)
			.maxWaiting(12)
			.reset(reset)
			.executionTimeout(Duration.ofMillis(20))
			.leakDetectionThreshold(Duration.ofMinutes(5))
			.shutdownGracePeriod(LONG);
		if (reset == ResetPolicy.WARM) {
			builder.maxUses(50)
				.maxLifetime(Duration.ofMillis(300))
				.idleTimeout(Duration.ofMillis(50))
				.validator((instance) -> instance.callInt("add", 1, 2) == 3);
		}
		return builder;
	}

	private List<FutureTask<Boolean>> startBorrowers(WasmPool pool, long seed) {
		List<FutureTask<Boolean>> borrowers = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(seed * 1000 + i);
			borrowers.add(start(() -> borrowAtRandom(pool, random)));
		}
		return borrowers;
	}

	private FutureTask<Boolean> start(Callable<Boolean> work) {
		FutureTask<Boolean> task = new FutureTask<>(work);
		Thread thread = new Thread(task, "torture");
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
		return task;
	}

	private boolean borrowAtRandom(WasmPool pool, Random random) {
		while (!this.paused.get()) {
			if (random.nextInt(50) == 0) {
				Thread.currentThread().interrupt();
			}
			try {
				borrow(pool, random);
			}
			catch (WasmPoolClosedException ex) {
				return pool.isClosed();
			}
			catch (WasmPoolException | WasmTrapException | WasmExecutionTimeoutException ex) {
				assertThat(ex).hasMessageNotContaining("after it was released");
			}
			if (random.nextInt(3) == 0) {
				Thread.interrupted();
			}
		}
		return true;
	}

	private void borrow(WasmPool pool, Random random) {
		int choice = random.nextInt(200);
		if (choice == 0) {
			WasmInstance lost = pool.acquire(LONG);
			this.forgotten.incrementAndGet();
			assertThat(lost.callInt("add", choice, 3)).isEqualTo(3);
			return;
		}
		WasmInstance instance = (choice < 20) ? pool.tryAcquire().orElse(null)
				: pool.acquire((choice < 40) ? Duration.ofNanos(random.nextInt(500_000)) : LONG);
		if (instance != null) {
			try (instance) {
				this.loans.incrementAndGet();
				use(instance, choice);
			}
		}
	}

	private static void use(WasmInstance instance, int choice) {
		if (choice % 50 == 1) {
			instance.callVoid("fail");
		}
		if (choice == 2) {
			instance.callVoid("spin");
		}
		instance.memory().writeInt(0, choice);
		assertThat(instance.callInt("add", choice, 3)).isEqualTo(choice + 3);
		assertThat(instance.memory().readInt(0)).isEqualTo(choice);
	}

	private void disturb(WasmPool pool, Random random, long end) throws InterruptedException {
		for (int round = 0; System.nanoTime() < end; round++) {
			this.threads.get(random.nextInt(THREADS)).interrupt();
			switch (random.nextInt(4)) {
				case 0 -> pool.resize(1 + random.nextInt(MOST));
				case 1 -> pool.refresh();
				default -> Thread.sleep(random.nextInt(5));
			}
			if (round % 50 == 0) {
				System.gc();
			}
			WasmPoolStats stats = pool.stats();
			assertThat(stats.live()).isLessThanOrEqualTo(MOST)
				.isEqualTo(stats.active() + stats.idle() + stats.creating() + stats.retiring());
		}
	}

	private static void assertNoSlotIsLost(WasmPool pool) {
		awaitCollected(pool);
		for (int size : new int[] { 3, MOST, 1, MOST }) {
			pool.resize(size);
			WasmPoolContractTests.assertSound(pool);
		}
	}

	private static void awaitCollected(WasmPool pool) {
		Awaitility.await().atMost(LONG).until(() -> {
			System.gc();
			return pool.stats().active() == 0;
		});
	}

	private static void joinAll(List<FutureTask<Boolean>> tasks) throws Exception {
		for (FutureTask<Boolean> task : tasks) {
			collectUntilDone(task);
			assertThat(task.get(0, TimeUnit.SECONDS)).isTrue();
		}
	}

	private static void collectUntilDone(FutureTask<Boolean> task) {
		Awaitility.await().atMost(LONG).until(() -> {
			if (!task.isDone()) {
				System.gc();
			}
			return task.isDone();
		});
	}

}
