package io.github.wasmpool.pool;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.github.wasmpool.SettingProblem;

/**
 * How many slots are in service. One thread changes that at a time.
 *
 * @param <T> the type of what is pooled
 */
final class Sizing<T> {

	private final PoolSettings settings;

	private final SlotQuota quota;

	private final SlotQueues<T> queues;

	private final Dismissal<T> dismissal;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile int size;

	private volatile boolean resting;

	Sizing(PoolSettings settings, SlotQuota quota, SlotQueues<T> queues, Dismissal<T> dismissal) {
		this.settings = settings;
		this.quota = quota;
		this.queues = queues;
		this.dismissal = dismissal;
		this.size = settings.size();
	}

	int size() {
		return this.size;
	}

	int minIdle() {
		return this.resting ? 0 : Math.min(this.settings.minIdle(), this.size);
	}

	/**
	 * Whether nothing is kept ready.
	 */
	boolean isResting() {
		return this.resting;
	}

	/**
	 * Change whether anything is kept ready.
	 * @param resting whether nothing is
	 */
	void rest(boolean resting) {
		this.resting = resting;
	}

	/**
	 * Change the size.
	 * @param size the new size
	 * @return whether that was possible: the pool is not closed
	 * @throws IllegalArgumentException if the size is impossible, or the quota has no
	 * room; nothing has changed then
	 */
	boolean resize(int size) {
		List<SettingProblem> problems = PoolSettings.problems(size);
		if (!problems.isEmpty()) {
			throw refused(problems.get(0).sentence());
		}
		this.lock.lock();
		try {
			if (this.queues.isClosed()) {
				return false;
			}
			int before = this.size;
			int added = (size > before) ? prepare(size - before) : 0;
			this.size = size;
			this.queues.limitTo(size);
			this.queues.addSlots(added);
			this.queues.addSurplus(Math.max(0, before - size));
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Close the queues.
	 * @return whether this was the first call
	 */
	boolean close() {
		this.lock.lock();
		try {
			return this.queues.close();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Keep slots that were to go out of service, and have new ones ready for the rest, or
	 * leave all as it is.
	 * @param count how many there are to be
	 * @return how many new ones there are
	 */
	private int prepare(int count) {
		int kept = this.queues.keepSurplus(count);
		int added = count - kept;
		boolean taken = false;
		try {
			String refusal = this.quota.take(added);
			if (refusal != null) {
				throw refused(refusal);
			}
			taken = true;
			this.queues.prepareSlots(added);
		}
		catch (Throwable ex) {
			this.quota.give(taken ? added : 0);
			this.queues.addSurplus(kept);
			throw ex;
		}
		this.dismissal.expect(added);
		return added;
	}

	private IllegalArgumentException refused(String reason) {
		return new IllegalArgumentException("Pool '" + this.settings.name() + "' cannot be resized: " + reason);
	}

}
