package io.github.wasmpool.runtime;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a loan and native code: it lets one thread in at a time, nobody once the
 * loan is over, and puts a close that comes during a call off until the call returns.
 *
 * <p>
 * What one thread did inside is seen by the next one that enters.
 *
 * <p>
 * Whatever a borrower can use a loan by refers to its guard, and a call that runs leaves
 * through it: a guard that is unreachable means that nobody uses the loan, or ever will.
 */
final class LoanGuard extends AtomicInteger {

	private static final long serialVersionUID = 1L;

	private static final int OPEN = 0;

	private static final int ENTERED = 1;

	/** Closed while somebody was inside, who will end the loan on leaving. */
	private static final int CLOSING = 2;

	private static final int CLOSED = 3;

	private final transient Runnable whenOver;

	/**
	 * Create an open guard.
	 * @param whenOver called exactly once, when the loan is over and nobody is inside
	 */
	LoanGuard(Runnable whenOver) {
		this.whenOver = whenOver;
	}

	/**
	 * Enter. Each entry is followed by one {@link #leave()}.
	 * @throws IllegalStateException if the loan is over, or another thread is inside
	 */
	void enter() {
		if (!compareAndSet(OPEN, ENTERED)) {
			throw new IllegalStateException(
					(get() == ENTERED) ? "The instance is in use by another thread; acquire one for each thread"
							: "The instance was used after it was released; acquire another");
		}
	}

	/**
	 * Leave.
	 */
	void leave() {
		if (!compareAndSet(ENTERED, OPEN)) {
			set(CLOSED);
			end();
		}
	}

	/**
	 * End the loan, now or when the call that runs returns.
	 * @return whether this call ended it, rather than an earlier one
	 */
	boolean close() {
		while (true) {
			if (compareAndSet(OPEN, CLOSED)) {
				end();
				return true;
			}
			if (compareAndSet(ENTERED, CLOSING)) {
				return true;
			}
			if (get() >= CLOSING) {
				return false;
			}
		}
	}

	/**
	 * End the loan now.
	 * @throws IllegalStateException if it is over, or a call is running
	 */
	void closeNow() {
		if (!compareAndSet(OPEN, CLOSED)) {
			throw new IllegalStateException((get() == ENTERED)
					? "The instance cannot be released while a call runs on it" : "The instance was released already");
		}
		end();
	}

	private void end() {
		try {
			this.whenOver.run();
		}
		finally {
			// So that the pool does not take a loan that is just ending for a lost one
			Reference.reachabilityFence(this);
		}
	}

}
