package io.github.wasmpool.runtime;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.loan.Loan;
import io.github.wasmpool.pool.Slot;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.wasmtime.GuestInstance;

/**
 * A slot that does not go back to the pool when the loan of its instance ends, but when
 * it is let go.
 */
final class KeptSlot {

	private final SlotPool<GuestInstance> slots;

	private final Slot<GuestInstance> slot;

	private final AtomicReference<State> state = new AtomicReference<>(State.ON_LOAN);

	/**
	 * Create a kept slot, for one loan.
	 * @param slots the slots of the pool
	 * @param slot a slot that the calling thread acquired
	 */
	KeptSlot(SlotPool<GuestInstance> slots, Slot<GuestInstance> slot) {
		this.slots = slots;
		this.slot = slot;
	}

	Slot<GuestInstance> slot() {
		return this.slot;
	}

	/**
	 * Note the end of the loan. To be called by it.
	 * @param loan the loan
	 */
	void over(Loan loan) {
		if (!this.state.compareAndSet(State.ON_LOAN, State.KEPT)) {
			loan.endIn(this.slots, this.slot);
		}
	}

	/**
	 * Note that a thread goes on with the slot, unless it was let go.
	 * @param thread the thread
	 */
	void takeOver(Thread thread) {
		if (this.state.get() != State.LET_GO) {
			this.slot.takeOver(thread);
		}
	}

	/**
	 * End the loan and replace the instance in the slot, unless a call runs on it or the
	 * slot was let go. The slot is free for one more loan then. If this fails it is let
	 * go.
	 * @param loan the loan
	 * @return whether the instance was replaced
	 */
	boolean exchange(Loan loan) {
		if (loan.surrender()) {
			this.state.set(State.LET_GO);
		}
		else if (!this.state.compareAndSet(State.KEPT, State.LET_GO)) {
			return false;
		}
		try {
			this.slots.exchange(this.slot);
			return true;
		}
		finally {
			// So that the pool does not take it for a lost one
			Reference.reachabilityFence(loan.holder());
		}
	}

	/**
	 * End the loan and give the slot back, now or when the call returns that runs.
	 * @param loan the loan
	 */
	void letGo(Loan loan) {
		if (this.state.compareAndSet(State.ON_LOAN, State.LET_GO)) {
			loan.close();
		}
		else if (this.state.compareAndSet(State.KEPT, State.LET_GO)) {
			try {
				loan.endIn(this.slots, this.slot);
			}
			finally {
				Reference.reachabilityFence(loan.holder());
			}
		}
	}

	private enum State {

		ON_LOAN,

		/** The loan is over. */
		KEPT,

		/** The slot is the pool's, or will be when the loan is over. */
		LET_GO

	}

}
