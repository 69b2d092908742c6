package io.github.wasmpool.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

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

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition dismissed = this.lock.newCondition();

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
			if (slot.state() == SlotState.IDLE) {
				this.lifecycle.retire(slot,
						this.closed.getAsBoolean() ? RetirementReason.CLOSE : RetirementReason.RESIZE);
			}
			if (slot.state() == SlotState.RETIRING) {
				this.lifecycle.destroy(slot);
			}
		}
		finally {
			this.quota.give(1);
			if (this.left.decrementAndGet() == 0) {
				this.whenNoneIsLeft.run();
			}
			signal();
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

	/**
	 * Wait for slots to be dismissed. An interrupt ends that, and its flag stays set.
	 * @param nanos how long to wait
	 * @param exempt how many are not waited for
	 * @return whether no other slot is in service
	 */
	boolean await(long nanos, IntSupplier exempt) {
		long rest = nanos;
		this.lock.lock();
		try {
			while (left() > exempt.getAsInt()) {
				if (rest <= 0) {
					return false;
				}
				rest = this.dismissed.awaitNanos(rest);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return left() <= exempt.getAsInt();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void signal() {
		this.lock.lock();
		try {
			this.dismissed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
