package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * How borrowers get slots, and give them back. One that gets a slot without a usable
 * object frees the old one and makes a new one itself rather than wait for the
 * background. Whatever fails, the slot goes back to the queues.
 *
 * @param <T> the type of what is pooled
 */
record Borrowing<T>(SlotQueues<T> queues, SlotLifecycle<T> lifecycle, Retirement retirement, Generations<T> generations,
		Refiller<T> refiller, Waiting waiting, Loans<T> loans, Tally tally, LoanTimes times,
		Supplier<WasmPoolStats> stats) {

	/**
	 * Borrow an object.
	 * @param timeout how long to wait for other borrowers, zero or more
	 * @return a slot on loan, with an object
	 */
	Slot<T> acquire(Duration timeout) {
		refuseIfClosed();
		Slot<T> near = this.queues.takeNear();
		if (near != null) {
			return lend(near, null);
		}
		takePermits(1, timeout);
		return lend(take(), null);
	}

	/**
	 * Borrow an object of a generation, which may be a past one.
	 * @param timeout how long to wait for other borrowers, zero or more
	 * @param generation the generation
	 * @return a slot on loan, with an object
	 * @throws IllegalStateException if the generation has ended
	 */
	Slot<T> acquire(Duration timeout, Generation<T> generation) {
		if (!generation.retain()) {
			refuseIfClosed();
			throw new IllegalStateException("The pool runs other code by now, or begins in another state, and the last"
					+ " instance of " + generation + " is gone");
		}
		try {
			refuseIfClosed();
			takePermits(1, timeout);
			return lend(take(), generation);
		}
		finally {
			generation.release();
		}
	}

	/**
	 * Borrow several objects, all or none, and all of one generation.
	 * @param count how many, from 1 to the size of the pool
	 * @param timeout how long to wait for other borrowers, zero or more
	 * @return as many slots on loan, each with an object
	 */
	List<Slot<T>> acquireAll(int count, Duration timeout) {
		refuseIfClosed();
		takePermits(count, timeout);
		Generation<T> generation = this.generations.retainPresent();
		if (generation == null) {
			throw closed();
		}
		List<Slot<T>> lent = new ArrayList<>(count);
		try {
			while (lent.size() < count) {
				lent.add(lend(take(), generation));
			}
			return lent;
		}
		finally {
			generation.release();
			if (lent.size() < count) {
				// The slot that failed is back already
				this.queues.returnPermits(count - lent.size() - 1);
				lent.forEach(this::release);
			}
		}
	}

	/**
	 * Borrow an object if there is a slot for it.
	 * @return a slot on loan, with an object, or {@code null}
	 */
	@Nullable Slot<T> tryAcquire() {
		refuseIfClosed();
		Slot<T> near = this.queues.takeNear();
		if (near != null) {
			return lend(near, null);
		}
		if (!this.queues.tryPermits(1) && !tryAwaitPermit()) {
			refuseIfClosed();
			this.refiller.request();
			return null;
		}
		return lend(take(), null);
	}

	private Slot<T> take() {
		Slot<T> slot = this.queues.take();
		if (slot == null) {
			throw closed();
		}
		return slot;
	}

	/**
	 * Begin a loan, with a new object if that of the slot is not to be lent.
	 * @param slot a slot in hand, which goes back to the queues if this fails
	 * @param generation the generation its object is to be of, which the caller retains,
	 * or {@code null} for the present one
	 * @return the slot
	 */
	private Slot<T> lend(Slot<T> slot, @Nullable Generation<T> generation) {
		slot.begin(Thread.currentThread());
		boolean lent = false;
		try {
			RetirementReason due = !slot.is(SlotState.IDLE) ? null
					: (generation != null) ? this.retirement.due(slot, generation) : this.retirement.due(slot);
			if (due != null) {
				this.lifecycle.retire(slot, due);
			}
			if (!slot.is(SlotState.IDLE)) {
				renew(slot, generation);
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

	private void renew(Slot<T> slot, @Nullable Generation<T> generation) {
		try {
			if (slot.is(SlotState.RETIRING) && (generation != null || !this.lifecycle.follow(slot))) {
				this.lifecycle.destroy(slot);
			}
			if (!slot.is(SlotState.IDLE)) {
				this.lifecycle.create(slot, generation);
			}
		}
		catch (Exception ex) {
			refuseIfClosed();
			throw new WasmInstanceCreationException(this.stats.get(), ex);
		}
		refuseIfClosed();
	}

	/**
	 * End a loan. The factory decides whether its object may be lent again.
	 * @param slot a slot on loan
	 */
	void release(Slot<T> slot) {
		giveBack(slot, this.queues.isClosed() ? RetirementReason.CLOSE : this.lifecycle.reset(slot));
	}

	/**
	 * End a loan.
	 * @param slot a slot on loan
	 * @param reason why its object is not lent again, or {@code null} if it may be
	 */
	void giveBack(Slot<T> slot, @Nullable RetirementReason reason) {
		this.times.released(slot);
		this.retirement.rests(slot);
		slot.end();
		if (reason == null) {
			slot.countReuse();
			if (!this.queues.putNear(slot)) {
				throw notOnLoan(slot);
			}
		}
		else {
			retire(slot, reason);
			this.queues.put(slot);
		}
		this.refiller.request();
	}

	/**
	 * End a loan and begin another one in the same slot, with its object as new, or with
	 * a new one of the same generation.
	 * @param slot a slot on loan, which goes back to the queues if this fails
	 */
	void exchange(Slot<T> slot) {
		Generation<T> generation = slot.generation();
		// Its object kept it from ending until now
		if (!generation.retain()) {
			throw notOnLoan(slot);
		}
		try {
			exchange(slot, generation);
		}
		finally {
			generation.release();
		}
	}

	private void exchange(Slot<T> slot, Generation<T> generation) {
		RetirementReason reason = this.queues.isClosed() ? RetirementReason.CLOSE : this.lifecycle.renew(slot);
		this.times.released(slot);
		slot.end();
		if (reason != null) {
			retire(slot, reason);
		}
		else if (slot.become(SlotState.ACTIVE, SlotState.IDLE)) {
			slot.countReuse();
		}
		else {
			throw notOnLoan(slot);
		}
		lend(slot, generation);
	}

	private void retire(Slot<T> slot, RetirementReason reason) {
		if (!slot.become(SlotState.ACTIVE, SlotState.RETIRING)) {
			throw notOnLoan(slot);
		}
		this.lifecycle.retired(slot, reason);
	}

	private void takePermits(int count, Duration timeout) {
		if (this.queues.tryPermits(count)) {
			return;
		}
		recoverLeaks();
		long start = System.nanoTime();
		Waiting.Outcome outcome;
		try {
			outcome = this.waiting.await(count, timeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.refiller.request();
			throw new WasmPoolInterruptedException(this.stats.get(), ex);
		}
		refuseIfClosed();
		if (outcome != Waiting.Outcome.PERMIT) {
			// A refiller that made way for this borrower has to be called again
			this.refiller.request();
			throw exhausted(outcome, count, timeout, Duration.ofNanos(System.nanoTime() - start));
		}
	}

	private boolean tryAwaitPermit() {
		recoverLeaks();
		try {
			return this.waiting.await(1, Duration.ZERO) == Waiting.Outcome.PERMIT;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.queues.tryPermits(1);
		}
	}

	private WasmPoolExhaustedException exhausted(Waiting.Outcome outcome, int count, Duration timeout,
			Duration waited) {
		this.tally.exhausted();
		WasmPoolStats stats = this.stats.get();
		boolean late = outcome == Waiting.Outcome.TIMED_OUT;
		String reason;
		if (outcome == Waiting.Outcome.TOO_MANY) {
			reason = "too many borrowers wait already ('max-waiting' is " + this.waiting.limit() + ")";
		}
		else if (count > stats.size()) {
			reason = Wording.are(count, "instance") + " not available any more: the pool was resized to "
					+ stats.size();
		}
		else {
			reason = ((count == 1) ? "no instance available"
					: Wording.count(count, "instance") + " at once are not available")
					+ (late ? ", timed out after " + TimeUnit.MILLISECONDS.convert(timeout) + " ms" : "");
		}
		return new WasmPoolExhaustedException(stats, reason, late ? waited : Duration.ZERO);
	}

	/**
	 * End the loans that their borrowers forgot.
	 */
	void recoverLeaks() {
		this.loans.recover((slot) -> giveBack(slot, RetirementReason.LEAK));
	}

	void refuseIfClosed() {
		if (this.queues.isClosed()) {
			throw closed();
		}
	}

	private WasmPoolClosedException closed() {
		return new WasmPoolClosedException(this.stats.get());
	}

	static IllegalStateException notOnLoan(Slot<?> slot) {
		return new IllegalStateException(slot + " is not on loan: it was released already");
	}

}
