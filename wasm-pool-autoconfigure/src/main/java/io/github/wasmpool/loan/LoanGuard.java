package io.github.wasmpool.loan;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

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
public final class LoanGuard extends AtomicInteger implements Entry {

	private static final long serialVersionUID = 1L;

	private static final int OPEN = 0;

	private static final int ENTERED = 1;

	/** Closed while somebody was inside, who will end the loan on leaving. */
	private static final int CLOSING = 2;

	private static final int CLOSED = 3;

	private final transient Runnable whenOver;

	/**
	 * Who is inside. Another thread can see a stale value here, but never itself: only it
	 * writes itself, and it writes {@code null} before it has left.
	 */
	private transient @Nullable Thread owner;

	/** How often the owner is inside. Used by the owner only. */
	private transient int depth;

	/**
	 * Create an open guard.
	 * @param whenOver called exactly once, when the loan is over and nobody is inside
	 */
	LoanGuard(Runnable whenOver) {
		this.whenOver = whenOver;
	}

	/**
	 * Create a guard that the present thread is inside of, so that no other can enter. To
	 * be closed and left by it.
	 * @return a guard
	 */
	public static LoanGuard ofThisThread() {
		LoanGuard guard = new LoanGuard(LoanGuard::nothing);
		guard.enter();
		return guard;
	}

	private static void nothing() {
		// Nothing depends on the end of what is guarded
	}

	/**
	 * Enter. Each entry is followed by one {@link #leave()}. Who is inside can enter
	 * again, as a host function does that calls the guest that called it.
	 * @throws IllegalStateException if the loan is over, or another thread is inside
	 */
	void enter() {
		if (compareAndSet(OPEN, ENTERED)) {
			this.owner = Thread.currentThread();
			this.depth = 1;
		}
		else if (this.owner == Thread.currentThread() && get() == ENTERED) {
			this.depth++;
		}
		else {
			throw new IllegalStateException(
					(get() == ENTERED) ? "The instance is in use by another thread; acquire one for each thread"
							: "The instance was used after it was released; acquire another");
		}
	}

	/**
	 * Leave.
	 */
	public void leave() {
		if (--this.depth > 0) {
			return;
		}
		this.owner = null;
		if (!compareAndSet(ENTERED, OPEN)) {
			set(CLOSED);
			end();
		}
	}

	@Override
	public <T extends @Nullable Object> T inside(Supplier<T> work) {
		enter();
		try {
			return work.get();
		}
		finally {
			leave();
		}
	}

	/**
	 * End the loan, now or when the call that runs returns, unless it is over.
	 */
	public void close() {
		while (isOpen()) {
			if (compareAndSet(OPEN, CLOSED)) {
				end();
			}
			else {
				compareAndSet(ENTERED, CLOSING);
			}
		}
	}

	/**
	 * Whether the current thread is inside.
	 */
	boolean isMine() {
		return this.owner == Thread.currentThread();
	}

	/**
	 * Whether the loan goes on.
	 */
	boolean isOpen() {
		return get() < CLOSING;
	}

	/**
	 * End the loan now, if nobody is inside, without telling anybody.
	 * @return whether this call ended it
	 */
	boolean surrender() {
		return compareAndSet(OPEN, CLOSED);
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
