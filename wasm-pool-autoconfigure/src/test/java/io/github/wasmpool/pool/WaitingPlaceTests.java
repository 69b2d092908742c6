package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Borrowers that want several slots, and wait for other things besides.
 */
class WaitingPlaceTests extends SlotPoolScenario {

	private SlotPool<Thing> limited(ResetPolicy reset, int size, int maxWaiting) {
		this.factory.reset(reset);
		assertThat(this.quota.take(size)).isTrue();
		return register(
				new SlotPool<>(new PoolSettings("orders", size, size, LONG, maxWaiting, ReuseLimits.NONE, null, LONG),
						this.factory, this.quota, this.executor, 2));
	}

	@ParameterizedTest
	@EnumSource
	void whoNeedsNotWaitIsNotCounted(ResetPolicy reset) {
		SlotPool<Thing> pool = limited(reset, 2, 0);
		try (WaitingPlace place = pool.waitingPlace()) {
			Slot<Thing> first = pool.acquire(LONG, place);
			Slot<Thing> second = pool.acquire(LONG, place);
			assertThat(pool.stats().waiting()).isZero();
			pool.release(first);
			pool.release(second);
		}
		assertThat(pool.stats().waiting()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whoWaitsForSomethingElseIsCounted(ResetPolicy reset) {
		SlotPool<Thing> pool = limited(reset, 1, 1);
		try (WaitingPlace place = pool.waitingPlace(); WaitingPlace other = pool.waitingPlace()) {
			pool.take(place);
			pool.take(place);
			assertThat(pool.stats().waiting()).isOne();
			assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(() -> pool.take(other))
				.withMessageContaining("too many borrowers wait already ('max-waiting' is 1)")
				.withMessageContaining("waiting=1)");
			assertThat(pool.stats().waiting()).isOne();
		}
		assertThat(pool.stats().waiting()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whoHasWaitedKeepsItsPlaceForTheNextSlot(ResetPolicy reset) throws Exception {
		SlotPool<Thing> pool = limited(reset, 2, 1);
		Slot<Thing> one = pool.acquire(LONG);
		Slot<Thing> two = pool.acquire(LONG);
		CountDownLatch refused = new CountDownLatch(1);
		Task<Boolean> both = Task.startAndAwaitParked(() -> {
			try (WaitingPlace place = pool.waitingPlace()) {
				Slot<Thing> first = pool.acquire(LONG, place);
				assertThat(pool.stats().waiting()).isOne();
				assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(() -> pool.acquire(LONG));
				refused.countDown();
				Slot<Thing> second = pool.acquire(LONG, place);
				pool.release(first);
				pool.release(second);
				return true;
			}
		});
		pool.release(one);
		assertThat(refused.await(30, TimeUnit.SECONDS)).isTrue();
		pool.release(two);
		assertThat(both.result()).isTrue();
		assertThat(pool.stats().waiting()).isZero();
		assertEachSlotCanBeBorrowed(pool);
	}

	@ParameterizedTest
	@EnumSource
	void whoWaitsInVainLeavesItsPlace(ResetPolicy reset) {
		SlotPool<Thing> pool = limited(reset, 1, 1);
		Slot<Thing> slot = pool.acquire(LONG);
		try (WaitingPlace place = pool.waitingPlace()) {
			assertThatExceptionOfType(WasmPoolExhaustedException.class)
				.isThrownBy(() -> pool.acquire(Duration.ofMillis(10), place))
				.withMessageContaining("waiting=0)");
			assertThat(pool.stats().waiting()).isZero();
		}
		pool.release(slot);
	}

}
