package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;

import io.github.wasmpool.Effort;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolException;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many short races between acquire, release, resize, refresh and close, each from a seed,
 * on pools so small that everybody is in everybody's way.
 */
class SlotPoolRaceTests extends SlotPoolScenario {

	private static final int THREADS = 4;

	private static final int STEPS = 12;

	private static final int ROUNDS = Effort.of(50, 500);

	@ParameterizedTest
	@CsvSource({ "FRESH, 1, false", "WARM, 2, false", "FRESH, 3, true", "WARM, 4, true" })
	void leaveEachSlotInItsPlace(ResetPolicy reset, long seed, boolean closing) throws Exception {
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS; round++) {
			long roundSeed = random.nextLong();
			SlotPool<Thing> pool = pool(reset, 1 + random.nextInt(3), 0,
					(reset == ResetPolicy.WARM) ? new ReuseLimits(3, null, null) : ReuseLimits.NONE, null,
					random.nextBoolean() ? this.executor : PoolContractTests.REJECTING);
			race(pool, roundSeed, closing);
			if (!closing) {
				assertThat(pool.stats().live()).as("seed %s", roundSeed).isLessThanOrEqualTo(pool.stats().size());
				assertEachSlotCanBeBorrowed(pool);
				assertThat(this.quota.taken()).as("seed %s", roundSeed).isEqualTo(pool.stats().size());
			}
			pool.close();
			assertThat(pool.stats().live()).as("seed %s", roundSeed).isZero();
			assertThat(this.quota.taken()).as("seed %s", roundSeed).isZero();
		}
		this.factory.assertEachDestroyedOnce(this.executor);
	}

	private void race(SlotPool<Thing> pool, long seed, boolean closing) throws Exception {
		CyclicBarrier start = new CyclicBarrier(THREADS);
		List<Task<Boolean>> racers = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(seed + i);
			boolean closes = closing && i == 0;
			racers.add(Task.start(() -> {
				start.await();
				return run(pool, random, closes);
			}));
		}
		for (Task<Boolean> racer : racers) {
			racer.result();
		}
	}

	private boolean run(SlotPool<Thing> pool, Random random, boolean closes) {
		List<Slot<Thing>> held = new ArrayList<>();
		int closeAt = closes ? random.nextInt(STEPS) : STEPS;
		for (int step = 0; step < STEPS; step++) {
			try {
				if (step == closeAt) {
					pool.close();
				}
				take(pool, random, held);
			}
			catch (WasmPoolClosedException ex) {
				assertThat(pool.isClosed()).isTrue();
			}
			catch (WasmPoolException ex) {
				assertThat(ex).hasMessageMatching(".* (no instance|instances at once are not|are not) available.*");
			}
			if (!held.isEmpty() && random.nextBoolean()) {
				Slot<Thing> slot = held.remove(random.nextInt(held.size()));
				if (random.nextInt(4) != 0) {
					pool.release(slot);
				}
				else {
					pool.retire(slot, RetirementReason.TRAP);
				}
			}
		}
		held.forEach((slot) -> pool.release(slot));
		return closes;
	}

	private static void take(SlotPool<Thing> pool, Random random, List<Slot<Thing>> held) {
		switch (random.nextInt(7)) {
			case 0 -> pool.resize(1 + random.nextInt(4));
			case 1 -> pool.refresh();
			case 2 -> {
				Slot<Thing> slot = pool.tryAcquire();
				if (slot != null) {
					slot.object().use();
					held.add(slot);
				}
			}
			case 3 -> {
				int count = 1 + random.nextInt(pool.stats().size());
				held.addAll(acquireAll(pool, count, Duration.ofNanos(random.nextInt(200_000))));
			}
			default -> {
				Slot<Thing> slot = pool.acquire(Duration.ofNanos(random.nextInt(200_000)));
				slot.object().use();
				held.add(slot);
			}
		}
	}

	private static List<Slot<Thing>> acquireAll(SlotPool<Thing> pool, int count, Duration timeout) {
		try {
			List<Slot<Thing>> slots = pool.acquireAll(count, timeout);
			slots.forEach((slot) -> slot.object().use());
			return slots;
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex).hasMessageContaining("instances to lend at once");
			return List.of();
		}
	}

}
