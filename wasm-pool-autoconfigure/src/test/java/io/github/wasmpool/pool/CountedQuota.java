package io.github.wasmpool.pool;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A quota that a test looks at.
 */
final class CountedQuota implements SlotQuota {

	private final AtomicInteger taken = new AtomicInteger();

	volatile int limit = Integer.MAX_VALUE;

	@Override
	public @Nullable String take(int slots) {
		if (this.taken.addAndGet(slots) > this.limit) {
			this.taken.addAndGet(-slots);
			return "no room for " + slots;
		}
		return null;
	}

	@Override
	public void give(int slots) {
		this.taken.addAndGet(-slots);
	}

	int taken() {
		return this.taken.get();
	}

}
