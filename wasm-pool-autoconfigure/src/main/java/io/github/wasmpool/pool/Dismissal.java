package io.github.wasmpool.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.wasmpool.RetirementReason;

/**
 * The end of slots: of those too many, and of all once the pool is closed. Each that is
 * dismissed is emptied and gives its share of the quota back.
 *
 * @param <T> the type of what is pooled
 */
final class Dismissal<T> implements Consumer<Slot<T>> {

	private final SlotLifecycle<T> lifecycle;

	private final SlotQuota quota;

	private final BooleanSupplier closed;

	private final Runnable whenNoneIsLeft;

	private final AtomicInteger left;

	/**
	 * Create the end of slots.
	 * @param lifecycle empties them
	 * @param quota what they were taken from
	 * @param slots how many there are
	 * @param closed tells whether the pool is closed
	 * @param whenNoneIsLeft called when the last slot of the closed pool is dismissed
	 */
	Dismissal(SlotLifecycle<T> lifecycle, SlotQuota quota, int slots, BooleanSupplier closed, Runnable whenNoneIsLeft) {
		this.lifecycle = lifecycle;
		this.quota = quota;
		this.left = new AtomicInteger(slots);
		this.closed = closed;
		this.whenNoneIsLeft = whenNoneIsLeft;
	}

	@Override
	public void accept(Slot<T> slot) {
		try {
			if (slot.is(SlotState.IDLE)) {
				this.lifecycle.retire(slot,
						this.closed.getAsBoolean() ? RetirementReason.CLOSE : RetirementReason.RESIZE);
			}
			if (slot.is(SlotState.RETIRING)) {
				this.lifecycle.destroy(slot);
			}
		}
		finally {
			this.quota.give(1);
			if (this.left.decrementAndGet() == 0) {
				this.whenNoneIsLeft.run();
			}
		}
	}

	/**
	 * Expect more slots.
	 * @param slots how many
	 */
	void expect(int slots) {
		this.left.addAndGet(slots);
	}

	/**
	 * Return how many slots are in service.
	 * @return the number of slots that are not dismissed
	 */
	int left() {
		return this.left.get();
	}

}
