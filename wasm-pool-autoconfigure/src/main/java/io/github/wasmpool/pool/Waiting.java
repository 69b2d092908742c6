package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The borrowers that wait for permits.
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
	 * Wait for permits, if not too many do already. Whoever waits counts once, whatever
	 * it waits for.
	 * @param wanted how many permits, all or none
	 * @param timeout how long to wait for other borrowers, zero or more
	 * @return how it ended
	 * @throws InterruptedException if the thread is interrupted; it has no permit then
	 */
	Outcome await(int wanted, Duration timeout) throws InterruptedException {
		boolean admitted = this.count.getAndIncrement() < this.limit;
		try {
			boolean waits = admitted && !timeout.isZero();
			if (waits ? this.queues.awaitPermits(wanted, TimeUnit.NANOSECONDS.convert(timeout))
					: awaitRefillers(wanted)) {
				return Outcome.PERMIT;
			}
			return waits ? Outcome.TIMED_OUT : timeout.isZero() ? Outcome.NONE_AVAILABLE : Outcome.TOO_MANY;
		}
		finally {
			this.count.decrementAndGet();
		}
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
	private boolean awaitRefillers(int wanted) throws InterruptedException {
		for (int turn = 0; turn < REFILLER_TURNS && this.count.get() <= this.refiller.inHand(); turn++) {
			// In short turns, as a newcomer may take what the refiller puts back
			if (this.queues.awaitPermits(wanted, REFILLER_TURN)) {
				return true;
			}
		}
		return this.queues.tryPermits(wanted);
	}

	/**
	 * How waiting ended.
	 */
	enum Outcome {

		/** With all permits. */
		PERMIT,

		/** At once, as the borrower does not wait. */
		NONE_AVAILABLE,

		/** At once, as too many wait already. */
		TOO_MANY,

		/** Without any, as the time is over or there will never be as many. */
		TIMED_OUT

	}

}
