package io.github.wasmpool.pool;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

import org.jspecify.annotations.Nullable;

/**
 * Notices that what a borrower held became unreachable before the loan ended. Only its
 * slot refers to it, and only while the loan lasts: when it ends, this is garbage, and
 * the garbage collector has no more of it to look at than there are loans.
 */
final class LoanReference extends PhantomReference<Object> {

	private final Slot<?> slot;

	private final @Nullable BorrowerStack stack;

	private volatile boolean reported;

	/**
	 * Create a reference.
	 * @param slot the slot on loan
	 * @param holder what is reachable as long as the borrower can use the loan
	 * @param queue gets this once it is not
	 * @param stack where the slot was acquired, or {@code null} if that is not tracked
	 */
	LoanReference(Slot<?> slot, Object holder, ReferenceQueue<Object> queue, @Nullable BorrowerStack stack) {
		super(holder, queue);
		this.slot = slot;
		this.stack = stack;
	}

	Slot<?> slot() {
		return this.slot;
	}

	@Nullable BorrowerStack stack() {
		return this.stack;
	}

	boolean isReported() {
		return this.reported;
	}

	/**
	 * Let the loan be reported as overdue. One thread calls this at a time.
	 */
	void reported() {
		this.reported = true;
	}

}
