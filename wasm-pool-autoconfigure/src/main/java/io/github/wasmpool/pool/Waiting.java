package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The borrowers that wait for a permit.
 */
final class Waiting {

	private static final long REFILLER_TURN = TimeUnit.MILLISECONDS.toNanos(1);

	private static final int REFILLER_TURNS = 100;

	private final SlotQueues<?> queues;

	private final Refiller<?> refiller;

	private final int limit;

	private final AtomicInteger count = new AtomicInteger();

	Waiting(SlotQueues<?> queues, Refiller<?> refiller, int limit) {
		this.queues = queues;
		this.refiller = refiller;
		this.limit = limit;
	}

	/**
	 * Return a place for a borrower, which is not taken.
	 */
	WaitingPlace place() {
		return new WaitingPlace(this.count, this.limit);
	}

	/**
	 * Wait for a permit, if not too many do already.
	 * @param timeout how long to wait for other borrowers, zero or more
	 * @param place the place of the borrower, which is taken then
	 * @return how it ended
	 * @throws InterruptedException if the thread is interrupted; it has no permit then
	 */
	Outcome await(Duration timeout, WaitingPlace place) throws InterruptedException {
		boolean admitted = place.take();
		if (timeout.isZero()) {
			return awaitRefillers() ? Outcome.PERMIT : Outcome.NONE_AVAILABLE;
		}
		if (!admitted) {
			return awaitRefillers() ? Outcome.PERMIT : Outcome.TOO_MANY;
		}
		boolean permit = this.queues.awaitPermit(TimeUnit.NANOSECONDS.convert(timeout));
		return permit ? Outcome.PERMIT : Outcome.TIMED_OUT;
	}

	int count() {
		return this.count.get();
	}

	int limit() {
		return this.limit;
	}

	/**
	 * Wait a moment for a permit, as long as refillers have a slot in hand for everyone
	 * who waits. Without this a borrower who is alone could find the pool exhausted by
	 * its own last loan. The caller is counted among those who wait.
	 */
	private boolean awaitRefillers() throws InterruptedException {
		for (int turn = 0; turn < REFILLER_TURNS && this.count.get() <= this.refiller.inHand(); turn++) {
			// In short turns, as a newcomer may take what the refiller puts back
			if (this.queues.awaitPermit(REFILLER_TURN)) {
				return true;
			}
		}
		return this.queues.tryPermit();
	}

	/**
	 * How waiting ended.
	 */
	enum Outcome {

		/** With a permit. */
		PERMIT,

		/** At once, as the borrower does not wait. */
		NONE_AVAILABLE,

		/** At once, as too many wait already. */
		TOO_MANY,

		/** Without a permit. */
		TIMED_OUT

	}

}
