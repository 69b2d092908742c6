package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Slots that stay near the threads that released them, and are there for everybody.
 */
class SlotPoolNearTests extends SlotPoolScenario {

	@Test
	void whatAThreadReleasedLastItGetsFirst() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 3, 0);
		List<Slot<Thing>> slots = acquire(pool, 3);
		release(pool, slots);
		assertThat(acquire(pool, 3)).containsExactly(slots.get(2), slots.get(1), slots.get(0));
		release(pool, slots);
		assertStats(pool, 3, 3, 0);
	}

	@Test
	void aSlotNearAThreadThatEndedServesWhoeverDoesNotWait() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 0);
		List<Slot<Thing>> slots = Task.start(() -> acquire(pool, 2)).result();
		releaseEachByAThreadOfItsOwn(pool, slots);
		assertStats(pool, 2, 2, 0);
		assertThat(acquire(pool, 2, Duration.ZERO)).containsExactlyInAnyOrderElementsOf(slots);
		releaseEachByAThreadOfItsOwn(pool, slots);
		assertThat(List.of(tryAcquire(pool), tryAcquire(pool))).containsExactlyInAnyOrderElementsOf(slots);
		assertThat(pool.tryAcquire()).isNull();
		release(pool, slots);
		assertThat(this.factory.made()).isEqualTo(2);
	}

	@Test
	void aPoolThatShrinksFreesSlotsNearThreads() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 3, 0);
		releaseEachByAThreadOfItsOwn(pool, acquire(pool, 3));
		pool.resize(1);
		assertStats(pool, 1, 1, 0);
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void aRefreshRetiresWhatIsNearThreads() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 3, 0);
		List<Slot<Thing>> slots = acquire(pool, 3);
		List<Thing> things = slots.stream().map(Slot::object).toList();
		releaseEachByAThreadOfItsOwn(pool, slots);
		pool.refresh();
		awaitStats(pool, 3, 0, 0);
		assertThat(things).allSatisfy((thing) -> assertThat(thing.isDestroyed()).isTrue());
	}

	@Test
	void aClosedPoolFreesWhatIsNearThreads() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 3, 0);
		releaseEachByAThreadOfItsOwn(pool, acquire(pool, 3));
		pool.close();
		assertStats(pool, 3, 0, 0);
	}

	/**
	 * Borrowers that come and go, one more than there are slots, so that waiting begins
	 * and ends all the time. Who is forgotten waits until the test has failed.
	 */
	@ParameterizedTest
	@CsvSource({ "1, 2", "2, 3", "3, 4" })
	void nobodyWaitsWhileASlotIsNearAnotherThread(int size, int threads) throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, size, 0);
		List<Task<Integer>> borrowers = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			borrowers.add(Task.start(() -> {
				int loans = 0;
				for (; loans < 2_000; loans++) {
					Slot<Thing> slot = pool.acquire(LONG);
					slot.object().use();
					pool.release(slot);
				}
				return loans;
			}));
		}
		for (Task<Integer> borrower : borrowers) {
			assertThat(borrower.result()).isEqualTo(2_000);
		}
		assertEachSlotCanBeBorrowed(pool);
	}

	private static void releaseEachByAThreadOfItsOwn(SlotPool<Thing> pool, List<Slot<Thing>> slots) throws Exception {
		for (Slot<Thing> slot : slots) {
			Task.start(() -> {
				pool.release(slot);
				return slot;
			}).result();
		}
	}

	private static List<Slot<Thing>> acquire(SlotPool<Thing> pool, int count, Duration timeout) {
		List<Slot<Thing>> slots = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			slots.add(pool.acquire(timeout));
		}
		return slots;
	}

	private static Slot<Thing> tryAcquire(SlotPool<Thing> pool) {
		return Objects.requireNonNull(pool.tryAcquire());
	}

}
