package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Changing the size of a pool that is in use.
 */
class SlotPoolResizeTests extends SlotPoolScenario {

	@ParameterizedTest
	@EnumSource
	void growingWakesThoseWhoWait(ResetPolicy reset) throws Exception {
		SlotPool<Thing> pool = pool(reset, 1, 1);
		Slot<Thing> slot = pool.acquire(LONG);
		List<Task<Slot<Thing>>> waiters = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			waiters.add(Task.startAndAwaitParked(() -> pool.acquire(LONG)));
		}
		pool.resize(4);
		assertThat(pool.stats().size()).isEqualTo(4);
		for (Task<Slot<Thing>> waiter : waiters) {
			pool.release(waiter.result());
		}
		pool.release(slot);
		assertEachSlotCanBeBorrowed(pool);
		assertThat(this.quota.taken()).isEqualTo(4);
	}

	@ParameterizedTest
	@EnumSource
	void shrinkingFreesWhatIsIdleAtOnceAndTheRestOnReturn(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 5, 5);
		pool.prefill();
		List<Slot<Thing>> slots = acquire(pool, 3);
		pool.resize(2);
		assertStats(pool, 2, 0, 3);
		assertThat(this.factory.living()).isEqualTo(3);
		pool.release(slots.get(0));
		assertStats(pool, 2, 0, 2);
		assertThat(this.quota.taken()).isEqualTo(2);
		assertThat(pool.tryAcquire()).isNull();
		release(pool, slots.subList(1, 3));
		awaitStats(pool, 2, 2, 0);
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void whatGrowsBackTakesThePlaceOfWhatIsJustBeingFreedWhenThatIsFreed() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 0);
		List<Slot<Thing>> slots = acquire(pool, 2);
		pool.resize(1);
		CountDownLatch freeing = new CountDownLatch(1);
		CountDownLatch freed = new CountDownLatch(1);
		this.factory.destroyFails = () -> {
			freeing.countDown();
			await(freed);
			return false;
		};
		Task<Boolean> release = Task.start(() -> {
			pool.release(slots.get(0));
			return true;
		});
		await(freeing);
		pool.resize(2);
		assertThat(pool.tryAcquire()).isNull();
		assertThat(pool.stats().live()).isEqualTo(2);
		freed.countDown();
		release.result();
		pool.release(pool.acquire(LONG));
		pool.release(slots.get(1));
		assertEachSlotCanBeBorrowed(pool);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void shrinkingKeepsWhatIsIdleIfNothingIsTooMuch() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 8, 2);
		pool.prefill();
		pool.resize(3);
		assertStats(pool, 3, 2, 0);
		assertThat(this.factory.things()).noneMatch(Thing::isDestroyed);
	}

	@ParameterizedTest
	@EnumSource
	void noMoreAreIdleThanTheSizeAndAsManyAsBeforeWhenItGrowsBack(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 4, 3);
		pool.prefill();
		pool.resize(1);
		assertStats(pool, 1, 1, 0);
		pool.resize(4);
		awaitStats(pool, 4, 3, 0);
		pool.resize(9);
		awaitStats(pool, 9, 3, 0);
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void aWaiterDoesNotGetWhatIsTooMany() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 2);
		List<Slot<Thing>> slots = acquire(pool, 2);
		Task<Slot<Thing>> waiter = Task.startAndAwaitParked(() -> pool.acquire(LONG));
		pool.resize(1);
		pool.release(slots.get(0));
		assertThat(pool.stats().active()).isEqualTo(1);
		assertThat(pool.stats().waiting()).isEqualTo(1);
		pool.release(slots.get(1));
		assertThat(waiter.result()).isSameAs(slots.get(1));
		pool.release(waiter.result());
	}

	@Test
	void loansThatWereTooManyCountAgainWhenThePoolGrows() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 4, 4);
		List<Slot<Thing>> slots = acquire(pool, 4);
		pool.resize(1);
		this.quota.limit = 4;
		pool.resize(4);
		release(pool, slots);
		assertStats(pool, 4, 4, 0);
		assertThat(this.factory.made()).isEqualTo(4);
		assertThat(this.quota.taken()).isEqualTo(4);
	}

	@Test
	void whatIsBeingMadeGoesIfItIsTooMuch() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.FRESH, 2, 2);
		CountDownLatch gate = this.factory.holdCreates();
		Task<Boolean> filling = Task.start(() -> {
			pool.prefill();
			return true;
		});
		this.factory.awaitHeld(2);
		pool.resize(1);
		gate.countDown();
		assertThat(filling.result()).isTrue();
		awaitStats(pool, 1, 1, 0);
		assertEachSlotCanBeBorrowed(pool);
	}

	@ParameterizedTest
	@EnumSource
	void anImpossibleSizeChangesNothing(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 2, 2);
		assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(0))
			.withMessage("Pool 'orders' cannot be resized: 'size' must be at least 1 but is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(1_000_001))
			.withMessage("Pool 'orders' cannot be resized: 'size' must be at most 1000000 but is 1000001");
		pool.resize(2);
		assertEachSlotCanBeBorrowed(pool);
	}

	@ParameterizedTest
	@EnumSource
	void aSizeBeyondTheQuotaChangesNothing(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 3, 0);
		this.quota.limit = 5;
		List<Slot<Thing>> slots = acquire(pool, 3);
		pool.resize(2);
		assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(6))
			.withMessage("Pool 'orders' cannot be resized: no room for 3");
		assertStats(pool, 2, 0, 3);
		pool.release(slots.get(0));
		assertThat(this.quota.taken()).isEqualTo(2);
		pool.resize(5);
		assertThat(this.quota.taken()).isEqualTo(5);
		release(pool, slots.subList(1, 3));
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void closingWaitsForLoansOfSlotsThatWereAddedToo() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 0);
		pool.resize(3);
		List<Slot<Thing>> slots = acquire(pool, 3);
		Task<Boolean> closing = Task.startAndAwaitParked(() -> {
			pool.close();
			return true;
		});
		pool.release(slots.get(0));
		Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> true);
		assertThat(closing.isDone()).isFalse();
		release(pool, slots.subList(1, 3));
		assertThat(closing.result()).isTrue();
	}

	@Test
	void aClosedPoolIsNotResizedByAnotherThreadEither() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		pool.close();
		Task<Boolean> resizing = Task.start(() -> {
			assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(() -> pool.resize(5));
			return true;
		});
		assertThat(resizing.result()).isTrue();
	}

	@Test
	void aClosedPoolIsNotResized() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 3, 3);
		Slot<Thing> slot = pool.acquire(LONG);
		pool.close();
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(() -> pool.resize(5))
			.withMessage("orders - the pool is closed (size=3, active=1, idle=0, waiting=0)");
		pool.release(slot);
	}

	@ParameterizedTest
	@EnumSource
	void aSizeThatSwingsNeedsHardlyMoreSlotsThanTheLargest(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 1, 1);
		for (int i = 0; i < 200; i++) {
			pool.resize(i % 7 + 1);
			Slot<Thing> slot = Objects.requireNonNull(pool.tryAcquire());
			assertThat(slot.index()).as("but for what two refillers are just taking out of service").isLessThan(7 + 2);
			pool.release(slot);
		}
		assertEachSlotCanBeBorrowed(pool);
	}

}
