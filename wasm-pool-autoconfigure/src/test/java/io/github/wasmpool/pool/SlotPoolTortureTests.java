package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolException;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads that borrow, return, break, interrupt and fail at random: nothing is lost,
 * nothing is freed twice, nobody waits for ever.
 */
class SlotPoolTortureTests {

	private static final int THREADS = 16;

	private static final int SIZE = 5;

	private static final Duration LENGTH = Duration.ofMillis(Effort.of(700, 4_000));

	private final ScriptedFactory factory = new ScriptedFactory();

	// So small that it rejects now and then
	private final ExecutorService executor = new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(1), new ThreadPoolExecutor.AbortPolicy());

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicInteger loans = new AtomicInteger();

	@ParameterizedTest
	@CsvSource({ "FRESH, 5, 1", "FRESH, 2, 2", "WARM, 5, 3", "WARM, 1, 4" })
	void losesNothing(ResetPolicy reset, int minIdle, long seed) throws Exception {
		this.factory.reset(reset);
		SlotPool<Thing> pool = new SlotPool<>(new PoolSettings("orders", SIZE, minIdle, Duration.ofSeconds(30), 12,
				ReuseLimits.NONE, null, Duration.ofSeconds(30)), this.factory, SlotQuota.UNLIMITED, this.executor, 2);
		failAtRandom(new Random(seed));
		List<Task<Void>> borrowers = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(seed * 1000 + i);
			borrowers.add(Task.start(() -> borrowAtRandom(pool, random)));
		}
		disturbAtRandom(pool, borrowers, new Random(seed));
		this.over.set(true);
		for (Task<Void> borrower : borrowers) {
			borrower.result();
		}
		this.factory.createFails = () -> false;
		assertThat(this.loans.get()).isGreaterThan(THREADS);
		assertAllSlotsAreThere(pool);
		closeWhileBorrowed(pool);
		assertThat(this.factory.mostLiving()).isLessThanOrEqualTo(SIZE);
		this.factory.assertEachDestroyedOnce(this.executor);
		assertThat(this.factory.living()).isZero();
	}

	private void failAtRandom(Random random) {
		this.factory.createFails = () -> random.nextInt(10) == 0;
		this.factory.destroyFails = () -> random.nextInt(20_000) == 0;
	}

	private @Nullable Void borrowAtRandom(SlotPool<Thing> pool, Random random) {
		while (!this.over.get()) {
			if (random.nextInt(20) == 0) {
				Thread.currentThread().interrupt();
			}
			try {
				for (Slot<Thing> slot : acquire(pool, random)) {
					this.loans.incrementAndGet();
					slot.object().use();
					release(pool, slot, random.nextInt(10) != 0);
				}
			}
			catch (WasmPoolException ex) {
				assertThat(ex).isNotInstanceOf(WasmPoolClosedException.class);
			}
			if (random.nextInt(3) == 0) {
				Thread.interrupted();
			}
		}
		return null;
	}

	private static List<Slot<Thing>> acquire(SlotPool<Thing> pool, Random random) {
		Duration moment = Duration.ofNanos(random.nextInt(500_000));
		return switch (random.nextInt(6)) {
			case 0 -> Optional.ofNullable(pool.tryAcquire()).stream().toList();
			case 1 -> List.of(pool.acquire(Duration.ZERO));
			case 2 -> List.of(pool.acquire(moment));
			case 3 -> pool.acquireAll(1 + random.nextInt(SIZE), moment);
			case 4 -> pool.acquireAll(1 + random.nextInt(SIZE), Duration.ofSeconds(30));
			default -> List.of(pool.acquire(Duration.ofSeconds(30)));
		};
	}

	private void disturbAtRandom(SlotPool<Thing> pool, List<Task<Void>> borrowers, Random random) {
		long end = System.nanoTime() + LENGTH.toNanos();
		while (System.nanoTime() < end) {
			borrowers.get(random.nextInt(THREADS)).interrupt();
			WasmPoolStats stats = pool.stats();
			assertThat(stats.live()).isLessThanOrEqualTo(SIZE)
				.isEqualTo(stats.active() + stats.idle() + stats.creating() + stats.retiring());
		}
	}

	private void assertAllSlotsAreThere(SlotPool<Thing> pool) {
		Set<Slot<Thing>> slots = new HashSet<>();
		for (int i = 0; i < SIZE; i++) {
			slots.add(pool.acquire(Duration.ofSeconds(30)));
		}
		assertThat(slots).hasSize(SIZE);
		assertThat(pool.stats()).isEqualTo(new WasmPoolStats("orders", SIZE, SIZE, SIZE, 0, 0, 0, 0));
		assertThat(pool.tryAcquire()).isNull();
		slots.forEach((slot) -> pool.release(slot));
		Awaitility.await().untilAsserted(() -> {
			WasmPoolStats stats = pool.stats();
			assertThat(stats.idle() + stats.retiring()).isEqualTo(stats.live());
		});
	}

	private void closeWhileBorrowed(SlotPool<Thing> pool) throws Exception {
		List<Task<Boolean>> borrowers = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			borrowers.add(Task.start(() -> borrowUntilClosed(pool)));
		}
		pool.close();
		for (Task<Boolean> borrower : borrowers) {
			assertThat(borrower.result()).isTrue();
		}
		assertThat(pool.stats()).isEqualTo(new WasmPoolStats("orders", SIZE, 0, 0, 0, 0, 0, 0));
	}

	private static boolean borrowUntilClosed(SlotPool<Thing> pool) {
		while (true) {
			try {
				Slot<Thing> slot = pool.tryAcquire();
				if (slot != null) {
					slot.object().use();
					pool.release(slot);
				}
			}
			catch (WasmPoolClosedException ex) {
				return pool.isClosed();
			}
		}
	}

	private static void release(SlotPool<Thing> pool, Slot<Thing> slot, boolean inOrder) {
		if (inOrder) {
			pool.release(slot);
		}
		else {
			pool.retire(slot, RetirementReason.TRAP);
		}
	}

}
