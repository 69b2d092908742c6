package io.github.wasmpool.pool;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A quota that a test looks at.
 */
final class CountedQuota implements SlotQuota {

	private final AtomicInteger taken = new AtomicInteger();

	volatile int limit = Integer.MAX_VALUE;

	@Override
	public boolean take(int slots) {
		if (this.taken.addAndGet(slots) > this.limit) {
			this.taken.addAndGet(-slots);
			return false;
		}
		return true;
	}

	@Override
	public void give(int slots) {
		this.taken.addAndGet(-slots);
	}

	@Override
	public String explain(int slots) {
		return "no room for " + slots;
	}

	int taken() {
		return this.taken.get();
	}

}
