package io.github.wasmpool.pool;

import java.util.List;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Loans that go on with another object.
 */
class SlotPoolExchangeTests extends SlotPoolScenario {

	@ParameterizedTest
	@EnumSource
	void aLoanGoesOnThoughOthersWait(ResetPolicy reset) throws Exception {
		SlotPool<Thing> pool = pool(reset, 2, 2);
		List<Slot<Thing>> slots = acquire(pool, 2);
		Task<Slot<Thing>> waiter = Task.startAndAwaitParked(() -> pool.acquire(LONG));
		Thing old = slots.get(0).object();
		pool.exchange(slots.get(0));
		assertThat(old.isDestroyed()).isTrue();
		assertThat(slots.get(0).object()).isNotSameAs(old);
		assertThat(pool.counts().acquired()).isEqualTo(3);
		slots.get(0).object().use();
		assertThat(waiter.isDone()).isFalse();
		assertThat(pool.stats().active()).isEqualTo(2);
		pool.release(slots.get(1));
		pool.release(waiter.result());
		pool.release(slots.get(0));
		assertEachSlotCanBeBorrowed(pool);
	}

	@ParameterizedTest
	@EnumSource
	void aLoanGoesOnWithTheSameObjectIfItIsAsNew(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 1, 1);
		this.factory.renewResult = null;
		Slot<Thing> slot = pool.acquire(LONG);
		Thing same = slot.object();
		pool.exchange(slot);
		assertThat(slot.object()).isSameAs(same);
		assertThat(pool.counts().acquired()).isEqualTo(2);
		assertThat(pool.counts().reused()).isEqualTo(1);
		pool.release(slot);
		assertEachSlotCanBeBorrowed(pool);
	}

	@ParameterizedTest
	@EnumSource
	void ifThatFailsTheLoanIsOver(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 1, 0);
		Slot<Thing> slot = pool.acquire(LONG);
		this.factory.resetFailure = new IllegalStateException("scripted");
		this.factory.failNextCreate(new IllegalStateException("scripted"));
		assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(() -> pool.exchange(slot));
		assertThatIllegalStateException().isThrownBy(() -> pool.exchange(slot));
		assertThatIllegalStateException().isThrownBy(() -> pool.release(slot));
		assertEachSlotCanBeBorrowed(pool);
	}

	@ParameterizedTest
	@EnumSource
	void aClosedPoolMakesNothingNew(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 1, 0);
		Slot<Thing> slot = pool.acquire(LONG);
		pool.close();
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(() -> pool.exchange(slot));
		assertThat(pool.stats().live()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void aSlotOfAnotherPoolIsRefused(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 1, 0);
		SlotPool<Thing> another = pool(reset, 1, 0);
		Slot<Thing> other = another.acquire(LONG);
		assertThatIllegalArgumentException().isThrownBy(() -> pool.exchange(other));
		another.release(other);
	}

}
