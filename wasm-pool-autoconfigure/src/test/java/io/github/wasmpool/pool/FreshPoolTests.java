package io.github.wasmpool.pool;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pool whose objects cannot be lent again: it makes a new one for each loan.
 */
class FreshPoolTests extends PoolContractTests {

	FreshPoolTests() {
		super(ResetPolicy.FRESH);
	}

	@Test
	void neverLendsAnObjectAgain() {
		SlotPool<Thing> pool = pool(1, 1);
		for (int i = 0; i < 10; i++) {
			Slot<Thing> slot = pool.acquire(LONG);
			slot.object().use();
			pool.release(slot);
		}
		pool.close();
		assertThat(this.factory.things()).allSatisfy((thing) -> assertThat(thing.uses()).isLessThanOrEqualTo(1));
		assertThat(pool.counts().retired()).containsEntry(RetirementReason.NOT_RESTORABLE, 10L);
		assertThat(pool.counts().reused()).isZero();
	}

	@Test
	void replacesAReturnedObjectInTheBackground() {
		SlotPool<Thing> pool = pool(3, 3);
		pool.prefill();
		Slot<Thing> slot = pool.acquire(LONG);
		pool.release(slot);
		awaitStats(pool, 3, 0);
		assertThat(this.factory.made()).isEqualTo(4);
	}

}
