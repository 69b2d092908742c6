package io.github.wasmpool.pool;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The place of a borrower among those who wait. It is taken when the borrower first has
 * to wait, and kept until it is left: who wants several slots counts once, and is not
 * refused for want of a place after having waited. Used by one thread.
 */
public final class WaitingPlace implements AutoCloseable {

	private final AtomicInteger count;

	private final int limit;

	private boolean taken;

	private boolean admitted;

	/**
	 * Create a place that is not taken.
	 * @param count counts the places that are
	 * @param limit how many may be
	 */
	WaitingPlace(AtomicInteger count, int limit) {
		this.count = count;
		this.limit = limit;
	}

	/**
	 * Take the place, unless that was done before.
	 * @return {@code false} if too many were taken already; it counts all the same
	 */
	boolean take() {
		if (!this.taken) {
			this.taken = true;
			this.admitted = this.count.getAndIncrement() < this.limit;
		}
		return this.admitted;
	}

	/**
	 * Leave the place. Idempotent.
	 */
	@Override
	public void close() {
		if (this.taken) {
			this.taken = false;
			this.count.decrementAndGet();
		}
	}

}
