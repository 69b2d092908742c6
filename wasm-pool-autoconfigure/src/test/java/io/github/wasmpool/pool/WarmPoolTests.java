package io.github.wasmpool.pool;

import java.util.List;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pool that lends its objects again.
 */
class WarmPoolTests extends PoolContractTests {

	WarmPoolTests() {
		super(ResetPolicy.WARM);
	}

	@Test
	void lendsWhatWasUsedLastAgain() {
		SlotPool<Thing> pool = pool(3, 3);
		List<Slot<Thing>> slots = acquireAll(pool);
		List<Thing> things = slots.stream().map(Slot::object).toList();
		slots.forEach((slot) -> pool.release(slot));
		Slot<Thing> slot = pool.acquire(LONG);
		assertThat(slot.object()).isSameAs(things.get(2));
		assertThat(slot.object().resets()).isEqualTo(1);
		pool.release(slot);
		assertThat(this.factory.made()).isEqualTo(3);
	}

	@Test
	void retiresWhatCannotBeReset() {
		SlotPool<Thing> pool = pool(1, 1);
		this.factory.resetResult = RetirementReason.VALIDATION;
		assertRetired(pool);
		this.factory.resetResult = null;
		this.factory.resetFailure = new IllegalStateException("scripted");
		assertRetired(pool);
		this.factory.resetFailure = new StackOverflowError("scripted");
		assertRetired(pool);
		this.factory.resetFailure = null;
		assertEachSlotCanBeBorrowed(pool);
	}

	private void assertRetired(SlotPool<Thing> pool) {
		Slot<Thing> slot = pool.acquire(LONG);
		Thing thing = slot.object();
		pool.release(slot);
		awaitStats(pool, 1, 0);
		assertThat(thing.isDestroyed()).isTrue();
		assertThat(thing.resets()).isEqualTo(1);
	}

}
