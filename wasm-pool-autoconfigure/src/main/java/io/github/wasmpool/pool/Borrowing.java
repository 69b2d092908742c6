package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolStats;
import org.jspecify.annotations.Nullable;

/**
 * How borrowers get slots, and give them back. One that gets a slot without a usable
 * object frees the old one and makes a new one itself rather than wait for the
 * background. Whatever fails, the slot goes back to the queues.
 *
 * @param <T> the type of what is pooled
 */
final class Borrowing<T> {

	private final SlotQueues<T> queues;

	private final SlotLifecycle<T> lifecycle;

	private final Retirement retirement;

	private final Refiller<T> refiller;

	private final Waiting waiting;

	private final Loans<T> loans;

	private final Tally tally;

	private final Supplier<WasmPoolStats> stats;

	Borrowing(SlotQueues<T> queues, SlotLifecycle<T> lifecycle, Retirement retirement, Refiller<T> refiller,
			Waiting waiting, Loans<T> loans, Tally tally, Supplier<WasmPoolStats> stats) {
		this.queues = queues;
		this.lifecycle = lifecycle;
		this.retirement = retirement;
		this.refiller = refiller;
		this.waiting = waiting;
		this.loans = loans;
		this.tally = tally;
		this.stats = stats;
	}

	/**
	 * Borrow an object.
	 * @param timeout how long to wait for other borrowers, zero or more
	 * @param place where to wait, left if this fails; {@code null} for a place of its own
	 * @return a slot on loan, with an object
	 */
	Slot<T> acquire(Duration timeout, @Nullable WaitingPlace place) {
		refuseIfClosed();
		Slot<T> near = this.queues.takeNear();
		if (near != null) {
			return lend(near);
		}
		if (!this.queues.tryPermit()) {
			awaitPermit(timeout, place);
		}
		return lend();
	}

	/**
	 * Borrow an object if there is a slot for it.
	 * @return a slot on loan, with an object, or {@code null}
	 */
	@Nullable Slot<T> tryAcquire() {
		refuseIfClosed();
		Slot<T> near = this.queues.takeNear();
		if (near != null) {
			return lend(near);
		}
		if (!this.queues.tryPermit() && !tryAwaitPermit()) {
			refuseIfClosed();
			this.refiller.request();
			return null;
		}
		return lend();
	}

	/**
	 * Take a place among those who wait.
	 * @param place the place, left if this fails
	 */
	void take(WaitingPlace place) {
		if (!place.take()) {
			place.close();
			throw exhausted(Waiting.Outcome.TOO_MANY, Duration.ZERO, Duration.ZERO);
		}
	}

	private Slot<T> lend() {
		Slot<T> slot = this.queues.take();
		if (slot == null) {
			throw new WasmPoolClosedException(this.stats.get());
		}
		return lend(slot);
	}

	/**
	 * Begin a loan, with a new object if that of the slot is not to be lent.
	 * @param slot a slot in hand, which goes back to the queues if this fails
	 * @return the slot
	 */
	Slot<T> lend(Slot<T> slot) {
		slot.begin(Thread.currentThread());
		boolean lent = false;
		try {
			RetirementReason due = (slot.state() == SlotState.IDLE) ? this.retirement.due(slot) : null;
			if (due != null) {
				this.lifecycle.retire(slot, due);
			}
			if (slot.state() != SlotState.IDLE) {
				renew(slot);
			}
			slot.countLoan();
			slot.become(SlotState.ACTIVE);
			lent = true;
		}
		finally {
			if (!lent) {
				slot.end();
				this.queues.put(slot);
			}
			this.refiller.request();
		}
		return slot;
	}

	private void renew(Slot<T> slot) {
		try {
			if (slot.state() == SlotState.RETIRING) {
				this.lifecycle.destroy(slot);
			}
			this.lifecycle.create(slot);
		}
		catch (Exception ex) {
			throw new WasmInstanceCreationException(this.stats.get(), ex);
		}
		refuseIfClosed();
	}

	/**
	 * End a loan.
	 * @param slot a slot on loan
	 * @param reason why its object is not lent again, or {@code null} if it may be
	 */
	void giveBack(Slot<T> slot, @Nullable RetirementReason reason) {
		slot.end();
		this.retirement.rests(slot);
		if (reason == null) {
			slot.countReuse();
		}
		if (!slot.become(SlotState.ACTIVE, (reason == null) ? SlotState.IDLE : SlotState.RETIRING)) {
			throw notOnLoan(slot);
		}
		if (reason == null) {
			this.queues.putNear(slot);
		}
		else {
			this.lifecycle.retired(reason);
			this.queues.put(slot);
		}
		this.refiller.request();
	}

	private void awaitPermit(Duration timeout, @Nullable WaitingPlace given) {
		recoverLeaks();
		long start = System.nanoTime();
		WaitingPlace place = (given != null) ? given : this.waiting.place();
		Waiting.Outcome outcome = Waiting.Outcome.NONE_AVAILABLE;
		try {
			outcome = this.waiting.await(timeout, place);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.refiller.request();
			throw new WasmPoolInterruptedException(this.stats.get(), ex);
		}
		finally {
			if (given == null || outcome != Waiting.Outcome.PERMIT) {
				place.close();
			}
		}
		refuseIfClosed();
		if (outcome != Waiting.Outcome.PERMIT) {
			// A refiller that made way for this borrower has to be called again
			this.refiller.request();
			throw exhausted(outcome, timeout, Duration.ofNanos(System.nanoTime() - start));
		}
	}

	private boolean tryAwaitPermit() {
		recoverLeaks();
		try (WaitingPlace place = this.waiting.place()) {
			return this.waiting.await(Duration.ZERO, place) == Waiting.Outcome.PERMIT;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.queues.tryPermit();
		}
	}

	private WasmPoolExhaustedException exhausted(Waiting.Outcome outcome, Duration timeout, Duration waited) {
		this.tally.exhausted();
		return switch (outcome) {
			case TOO_MANY -> new WasmPoolExhaustedException(this.stats.get(),
					"too many borrowers wait already ('max-waiting' is " + this.waiting.limit() + ")", Duration.ZERO);
			case TIMED_OUT -> new WasmPoolExhaustedException(this.stats.get(),
					"no instance available, timed out after " + timeout.toMillis() + " ms", waited);
			default -> new WasmPoolExhaustedException(this.stats.get(), "no instance available", Duration.ZERO);
		};
	}

	/**
	 * End the loans that their borrowers forgot.
	 */
	void recoverLeaks() {
		this.loans.recover((slot) -> giveBack(slot, RetirementReason.LEAK));
	}

	void refuseIfClosed() {
		if (this.queues.isClosed()) {
			throw new WasmPoolClosedException(this.stats.get());
		}
	}

	static IllegalStateException notOnLoan(Slot<?> slot) {
		return new IllegalStateException(slot + " is not on loan: it was released already");
	}

}
