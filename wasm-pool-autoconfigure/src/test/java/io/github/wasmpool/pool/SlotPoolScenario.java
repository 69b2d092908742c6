package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pools over a scripted factory. After each test nothing is left alive, whatever the test
 * did, and all of the quota is back.
 */
abstract class SlotPoolScenario {

	static final Duration LONG = Duration.ofSeconds(30);

	final ScriptedFactory factory = new ScriptedFactory();

	final ExecutorService executor = Executors.newFixedThreadPool(2);

	final CountedQuota quota = new CountedQuota();

	private final List<SlotPool<Thing>> pools = new ArrayList<>();

	@AfterEach
	void nothingIsLeftAlive() {
		this.pools.forEach(SlotPool::close);
		this.factory.assertEachDestroyedOnce(this.executor);
		assertThat(this.pools).allSatisfy((pool) -> assertThat(pool.stats().live()).isZero());
		assertThat(this.quota.taken()).isZero();
	}

	final SlotPool<Thing> pool(ResetPolicy reset, int size, int minIdle) {
		return pool(reset, size, minIdle, ReuseLimits.NONE, null, this.executor);
	}

	final SlotPool<Thing> pool(ResetPolicy reset, int size, int minIdle, ReuseLimits reuse,
			@Nullable Duration leakDetectionThreshold, Executor refill) {
		this.factory.reset(reset);
		assertThat(this.quota.take(size)).isNull();
		return register(new SlotPool<>(
				new PoolSettings("orders", size, minIdle, LONG, Integer.MAX_VALUE, reuse, leakDetectionThreshold, LONG),
				this.factory, this.quota, refill, 2));
	}

	final SlotPool<Thing> register(SlotPool<Thing> pool) {
		this.pools.add(pool);
		return pool;
	}

	static List<Slot<Thing>> acquire(SlotPool<Thing> pool, int count) {
		List<Slot<Thing>> slots = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			slots.add(pool.acquire(LONG));
		}
		return slots;
	}

	static void release(SlotPool<Thing> pool, List<Slot<Thing>> slots) {
		slots.forEach((slot) -> pool.release(slot));
	}

	static void assertStats(SlotPool<Thing> pool, int size, int idle, int active) {
		assertThat(pool.stats()).isEqualTo(new WasmPoolStats("orders", size, idle + active, active, idle, 0, 0, 0));
	}

	static void awaitStats(SlotPool<Thing> pool, int size, int idle, int active) {
		Awaitility.await().untilAsserted(() -> assertStats(pool, size, idle, active));
	}

	/**
	 * Wait until nothing is in hand, then borrow as many as there are to be, and no more.
	 */
	static void assertEachSlotCanBeBorrowed(SlotPool<Thing> pool) {
		int size = pool.stats().size();
		List<Slot<Thing>> slots = acquire(pool, size);
		assertThat(slots).doesNotHaveDuplicates();
		assertThat(slots).extracting(Slot::object).doesNotHaveDuplicates();
		assertThat(slots).allSatisfy((slot) -> slot.object().use());
		assertStats(pool, size, 0, size);
		assertThat(pool.tryAcquire()).isNull();
		release(pool, slots);
	}

}
