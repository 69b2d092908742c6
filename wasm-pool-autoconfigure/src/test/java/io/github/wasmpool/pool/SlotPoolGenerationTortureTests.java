package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolException;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads that borrow, exchange and break while the pool is replaced, resized,
 * refreshed, drained and closed at random, and instances fail to be made: nobody gets
 * what was replaced before, nobody gets two generations at once, and nothing is lost.
 */
class SlotPoolGenerationTortureTests extends SlotPoolScenario {

	private static final int THREADS = 12;

	private static final int MOST = 6;

	private static final Duration LENGTH = Duration.ofMillis(Effort.of(700, 4_000));

	private final Queue<ScriptedFactory> factories = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicInteger loans = new AtomicInteger();

	@ParameterizedTest
	@CsvSource({ "FRESH, 1", "FRESH, 2", "WARM, 3", "WARM, 4" })
	void nobodyGetsWhatWasReplacedAndNothingIsLost(ResetPolicy reset, long seed) throws Exception {
		SlotPool<Thing> pool = pool(reset, 4, 3);
		this.factory.renewResult = (seed % 2 == 0) ? null : RetirementReason.NOT_RESTORABLE;
		this.factories.add(this.factory);
		List<Task<Void>> borrowers = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(seed * 1000 + i);
			borrowers.add(Task.start(() -> borrowAtRandom(pool, random)));
		}
		disturbAtRandom(pool, new Random(seed));
		if (seed % 2 == 0) {
			this.over.set(true);
		}
		else {
			// While they borrow
			pool.close();
		}
		for (Task<Void> borrower : borrowers) {
			borrower.result();
		}
		if (!pool.isClosed()) {
			this.factories.forEach((each) -> each.createFails = () -> false);
			assertEachSlotCanBeBorrowed(pool);
			pool.close();
		}
		assertThat(this.loans.get()).isGreaterThan(THREADS);
		assertThat(this.factories).hasSizeGreaterThan(3).allSatisfy((each) -> {
			assertThat(each.closed()).isEqualTo(1);
			each.assertEachDestroyedOnce();
		});
		assertThat(this.factory.mostLiving()).isLessThanOrEqualTo(MOST);
	}

	private @Nullable Void borrowAtRandom(SlotPool<Thing> pool, Random random) {
		while (!this.over.get()) {
			try {
				long before = pool.generation().number();
				List<Slot<Thing>> slots = acquire(pool, random);
				for (Slot<Thing> slot : slots) {
					this.loans.incrementAndGet();
					assertThat(slot.generation().number()).isGreaterThanOrEqualTo(before);
					assertThat(slot.generation()).isSameAs(slots.get(0).generation());
				}
				use(pool, slots, random);
			}
			catch (WasmPoolClosedException ex) {
				return null;
			}
			catch (WasmPoolException ex) {
				assertThat(ex).isNotNull();
			}
		}
		return null;
	}

	private static List<Slot<Thing>> acquire(SlotPool<Thing> pool, Random random) {
		if (random.nextInt(3) > 0) {
			return List.of(pool.acquire(Duration.ofMillis(random.nextInt(20))));
		}
		try {
			return pool.acquireAll(1 + random.nextInt(3), Duration.ofMillis(random.nextInt(20)));
		}
		catch (IllegalArgumentException ex) {
			// The pool is smaller at the moment
			return List.of(pool.acquire(LONG));
		}
	}

	private static void use(SlotPool<Thing> pool, List<Slot<Thing>> slots, Random random) {
		List<Slot<Thing>> left = new ArrayList<>(slots);
		Generation<Thing> generation = slots.get(0).generation();
		try {
			for (Slot<Thing> slot : slots) {
				slot.object().use();
				if (random.nextInt(4) == 0) {
					left.remove(slot);
					pool.exchange(slot);
					left.add(slot);
					assertThat(slot.generation()).isSameAs(generation);
					slot.object().use();
				}
			}
		}
		finally {
			for (Slot<Thing> slot : left) {
				if (random.nextInt(8) == 0) {
					pool.retire(slot, RetirementReason.TRAP);
				}
				else {
					pool.release(slot);
				}
			}
		}
	}

	private void disturbAtRandom(SlotPool<Thing> pool, Random random) {
		long end = System.nanoTime() + LENGTH.toNanos();
		ScriptedFactory last = this.factory;
		while (System.nanoTime() < end) {
			switch (random.nextInt(6)) {
				case 0 -> pool.resize(1 + random.nextInt(MOST));
				case 1 -> pool.refresh();
				case 2 -> pool.beginDrain();
				case 3 -> prefill(pool);
				default -> {
					last = new ScriptedFactory(last);
					int failures = random.nextInt(12);
					Random chance = new Random(random.nextLong());
					last.createFails = () -> chance.nextInt(20) < failures;
					int adopted = random.nextInt(12);
					last.adopts = () -> {
						if (chance.nextInt(20) == 0) {
							throw new IllegalStateException("by chance");
						}
						return chance.nextInt(10) < adopted;
					};
					this.factories.add(last);
					pool.replace(last);
				}
			}
			assertThat(pool.stats().live()).isLessThanOrEqualTo(MOST);
		}
	}

	private static void prefill(SlotPool<Thing> pool) {
		try {
			pool.prefill();
		}
		catch (WasmPoolException ex) {
			assertThat(ex).isNotInstanceOf(WasmPoolClosedException.class);
		}
	}

}
