package io.github.wasmpool.pool;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The end of the slots of a closed pool: each is emptied once and not used again.
 *
 * @param <T> the type of what is pooled
 */
final class Dismissal<T> implements Consumer<Slot<T>> {

	private final SlotLifecycle<T> lifecycle;

	private final AtomicInteger left;

	private final CountDownLatch complete = new CountDownLatch(1);

	Dismissal(SlotLifecycle<T> lifecycle, int slots) {
		this.lifecycle = lifecycle;
		this.left = new AtomicInteger(slots);
	}

	@Override
	public void accept(Slot<T> slot) {
		try {
			if (slot.state() != SlotState.VACANT) {
				this.lifecycle.destroy(slot);
			}
		}
		finally {
			if (this.left.decrementAndGet() == 0) {
				this.complete.countDown();
			}
		}
	}

	/**
	 * Return how many slots are still in use.
	 * @return the number of slots
	 */
	int left() {
		return this.left.get();
	}

	/**
	 * Wait for the slots that are still in use. An interrupt ends that, and its flag
	 * stays set.
	 * @param nanos how long to wait
	 * @return whether no slot is in use
	 */
	boolean await(long nanos) {
		try {
			return this.complete.await(nanos, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return left() == 0;
		}
	}

}
