package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Retiring objects that are in order: after many loans, of old age, when they are too
 * many, and on demand.
 */
class SlotPoolReuseTests extends SlotPoolScenario {

	private static final Duration AGE = Duration.ofMillis(200);

	@Test
	void anObjectIsLentSoManyTimes() {
		SlotPool<Thing> pool = warmPool(1, 1, new ReuseLimits(3, null, null));
		for (int i = 0; i < 9; i++) {
			Slot<Thing> slot = pool.acquire(LONG);
			slot.object().use();
			pool.release(slot);
		}
		pool.close();
		assertThat(this.factory.things()).filteredOn((thing) -> thing.uses() > 0)
			.hasSize(3)
			.allSatisfy((thing) -> assertThat(thing.uses()).isEqualTo(3))
			.allSatisfy((thing) -> assertThat(thing.resets()).as("not cleaned in vain").isEqualTo(2));
	}

	@Test
	void anOldObjectIsReplacedWhileItIsIdle() {
		SlotPool<Thing> pool = warmPool(3, 2, new ReuseLimits(null, AGE, null));
		pool.prefill();
		List<Thing> first = this.factory.things();
		Awaitility.await().until(() -> first.stream().allMatch(Thing::isDestroyed));
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats().idle()).isEqualTo(2));
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void anOldObjectIsRetiredOnReturnAndNotBefore() {
		SlotPool<Thing> pool = warmPool(1, 1, new ReuseLimits(null, AGE, null));
		Slot<Thing> slot = pool.acquire(LONG);
		Thing thing = slot.object();
		Awaitility.await().pollDelay(AGE.multipliedBy(2)).until(() -> true);
		thing.use();
		assertThat(thing.isDestroyed()).isFalse();
		pool.release(slot);
		Awaitility.await().until(thing::isDestroyed);
	}

	@Test
	void anOldObjectIsNotLentEvenIfNobodyReplacedIt() throws Exception {
		QueuedExecutor never = new QueuedExecutor();
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1, new ReuseLimits(null, AGE, null), null, never);
		pool.prefill();
		Thing old = this.factory.things().get(0);
		Thread.sleep(AGE.toMillis());
		Slot<Thing> slot = pool.acquire(LONG);
		assertThat(slot.object()).isNotSameAs(old);
		assertThat(old.isDestroyed()).isTrue();
		pool.release(slot);
	}

	@Test
	void objectsMadeTogetherDoNotAgeTogether() {
		Retirement retirement = new Retirement(new ReuseLimits(null, Duration.ofHours(10), null),
				new Generations<>("orders", this.factory, () -> false), () -> false);
		List<Long> expiries = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Slot<Thing> slot = new Slot<>(i);
			long before = System.nanoTime();
			retirement.born(slot, 0);
			assertThat(Duration.ofNanos(slot.expiry() - before)).isBetween(Duration.ofHours(9),
					Duration.ofHours(10).plusSeconds(10));
			expiries.add(slot.expiry());
		}
		assertThat(expiries).doesNotHaveDuplicates();
	}

	@Test
	void whatIsIdleTooLongGoesUntilNoMoreAreIdleThanAreToBe() {
		SlotPool<Thing> pool = warmPool(6, 2, new ReuseLimits(null, null, AGE));
		release(pool, acquire(pool, 6));
		awaitStats(pool, 6, 2, 0);
		assertThat(this.factory.things()).filteredOn(Thing::isDestroyed).hasSize(4);
		// If time came for some and not yet for others, they have changed places
		// meanwhile
		assertThat(this.factory.things().get(5).isDestroyed()).as("the one that was used last stays").isFalse();
		assertThat(this.factory.made()).isEqualTo(6);
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void whatIsUsedInTheMeantimeIsNotIdleTooLong() {
		SlotPool<Thing> pool = warmPool(2, 0, new ReuseLimits(null, null, Duration.ofSeconds(20)));
		release(pool, acquire(pool, 2));
		Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> true);
		assertStats(pool, 2, 2, 0);
	}

	@ParameterizedTest
	@EnumSource
	void refreshRetiresWhatIsIdleNowAndWhatIsOnLoanOnReturn(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 4, 4);
		pool.prefill();
		List<Thing> first = this.factory.things();
		Slot<Thing> slot = pool.acquire(LONG);
		Thing held = slot.object();
		pool.refresh();
		Awaitility.await().until(() -> first.stream().allMatch((thing) -> thing == held || thing.isDestroyed()));
		awaitStats(pool, 4, 3, 1);
		held.use();
		assertThat(held.isDestroyed()).isFalse();
		pool.release(slot);
		Awaitility.await().until(held::isDestroyed);
		assertEachSlotCanBeBorrowed(pool);
		assertThat(this.factory.mostLiving()).isLessThanOrEqualTo(4);
	}

	@Test
	void nobodyGetsAnOldObjectOnceRefreshHasReturned() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 3, 3, ReuseLimits.NONE, null, new QueuedExecutor());
		pool.prefill();
		List<Thing> first = this.factory.things();
		pool.refresh();
		List<Slot<Thing>> slots = acquire(pool, 3);
		assertThat(slots).extracting(Slot::object).doesNotContainAnyElementsOf(first);
		release(pool, slots);
	}

	@Test
	void whatIsBeingMadeDuringARefreshIsOld() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		CountDownLatch gate = this.factory.holdCreates();
		Task<Boolean> filling = Task.start(() -> {
			pool.prefill();
			return true;
		});
		this.factory.awaitHeld(1);
		pool.refresh();
		gate.countDown();
		filling.result();
		Slot<Thing> slot = pool.acquire(LONG);
		assertThat(slot.object()).isNotSameAs(this.factory.things().get(0));
		pool.release(slot);
	}

	@Test
	void aBorrowerWhoIsAloneDoesNotFindThePoolExhaustedByARefresh() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 2);
		Task<Boolean> refreshing = Task.start(() -> {
			for (int i = 0; i < 2000; i++) {
				pool.refresh();
			}
			return true;
		});
		while (!refreshing.isDone()) {
			Slot<Thing> slot = pool.acquire(Duration.ZERO);
			slot.object().use();
			pool.release(slot);
		}
		assertThat(refreshing.result()).isTrue();
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void aClosedPoolIsNotRefreshed() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		pool.close();
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(pool::refresh);
	}

	private SlotPool<Thing> warmPool(int size, int minIdle, ReuseLimits reuse) {
		return pool(ResetPolicy.WARM, size, minIdle, reuse, null, this.executor);
	}

}
