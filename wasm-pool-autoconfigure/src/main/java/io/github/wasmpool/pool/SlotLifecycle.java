package io.github.wasmpool.pool;

import java.util.Objects;

import io.github.wasmpool.RetirementReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the factory for the object of a slot that the caller has in hand, and keeps the
 * state of the slot true whatever the factory does. Each object is made, cleaned and
 * freed by the factory of its own generation, and keeps that from ending. When the next
 * one begins, its factory may adopt it.
 *
 * @param <T> the type of what is pooled
 */
final class SlotLifecycle<T> {

	private static final Logger logger = LoggerFactory.getLogger(SlotLifecycle.class);

	private final String pool;

	private final Generations<T> generations;

	private final Retirement retirement;

	private final Tally tally;

	private final LoanTimes times;

	private final ResetFailures resets;

	private final FailureLines unfreed = new FailureLines(System::nanoTime);

	private volatile @Nullable Throwable lastFailure;

	SlotLifecycle(String pool, Generations<T> generations, Retirement retirement, Tally tally, LoanTimes times) {
		this.pool = pool;
		this.generations = generations;
		this.retirement = retirement;
		this.tally = tally;
		this.times = times;
		this.resets = new ResetFailures(pool);
	}

	/**
	 * Make the object of a vacant slot. The slot is idle then; what the factory throws is
	 * thrown, and the slot is vacant again.
	 * @param slot a vacant slot
	 * @param wanted whose object to make, a generation that the caller keeps from ending,
	 * or {@code null} for the present one
	 */
	void create(Slot<T> slot, @Nullable Generation<T> wanted) {
		Generation<T> generation = (wanted != null && wanted.retain()) ? wanted : this.generations.retainPresent();
		if (generation == null) {
			throw new IllegalStateException("the pool is closed");
		}
		slot.become(SlotState.CREATING);
		// Read before, so that what is being made during a refresh counts as old
		int batch = this.retirement.batch();
		long begun = this.times.begin();
		try {
			slot.put(Objects.requireNonNull(generation.factory().create(), "the factory made nothing"), generation);
		}
		catch (Throwable ex) {
			slot.become(SlotState.VACANT);
			failed(ex, generation);
			generation.release();
			throw ex;
		}
		this.tally.created();
		this.times.created(begun);
		this.retirement.born(slot, batch);
		slot.become(SlotState.IDLE);
		if (this.lastFailure != null) {
			this.lastFailure = null;
		}
	}

	/**
	 * What an old generation cannot do says nothing of the present one, which forgets it.
	 */
	private void failed(Throwable failure, Generation<T> generation) {
		this.lastFailure = failure;
		if (generation != this.generations.present()) {
			forgetFailure();
		}
	}

	/**
	 * Let the last failure be of no account.
	 */
	void forgetFailure() {
		this.lastFailure = null;
	}

	/**
	 * Make the object of a slot on loan ready for its next loan.
	 * @param slot an active slot
	 * @return {@code null} if it may be lent again, else why not
	 */
	@Nullable RetirementReason reset(Slot<T> slot) {
		@Nullable RetirementReason due = this.retirement.dueAfterUse(slot);
		if (due != null) {
			return due;
		}
		try {
			RetirementReason reason = slot.generation().factory().reset(slot.object());
			if (reason == null) {
				this.resets.succeeded();
			}
			else if (reason == RetirementReason.VALIDATION) {
				this.resets.refused();
			}
			return reason;
		}
		catch (Throwable ex) {
			this.resets.failed(ex);
			return RetirementReason.VALIDATION;
		}
	}

	/**
	 * Make the object of a slot on loan as new.
	 * @param slot an active slot
	 * @return {@code null} if it is as new, else why not
	 */
	@Nullable RetirementReason renew(Slot<T> slot) {
		try {
			return slot.generation().factory().renew(slot.object());
		}
		catch (Throwable ex) {
			logger.debug("{} - an instance could not be renewed and is retired", this.pool, ex);
			return RetirementReason.VALIDATION;
		}
	}

	/**
	 * Note that the object of a slot is not lent again. Whether one of an earlier
	 * generation is, shows when somebody has the slot in hand to free it.
	 * @param slot a retiring slot
	 * @param reason why not
	 */
	void retired(Slot<T> slot, RetirementReason reason) {
		slot.passed(reason == RetirementReason.GENERATION);
		if (!slot.isPassed()) {
			this.tally.retired(reason);
		}
	}

	/**
	 * Retire the object of an idle slot.
	 * @param slot an idle slot
	 * @param reason why it is not lent again
	 */
	void retire(Slot<T> slot, RetirementReason reason) {
		slot.become(SlotState.RETIRING);
		retired(slot, reason);
	}

	/**
	 * Retire an object that became old while it was being made, or is wanted no more.
	 * @param slot an idle slot
	 */
	void retireIfDue(Slot<T> slot) {
		RetirementReason due = this.retirement.dueWhenIdle(slot);
		if (due != null) {
			retire(slot, due);
		}
	}

	/**
	 * Let the object of a slot go over to the present generation, and to those that come
	 * meanwhile, if there is nothing else against it and they adopt it. The slot is idle
	 * then.
	 * @param slot a retiring slot
	 * @return whether it did; else its object is to be freed
	 */
	boolean follow(Slot<T> slot) {
		boolean adopted = true;
		while (adopted && slot.is(SlotState.RETIRING)) {
			adopted = followOnce(slot);
		}
		return adopted;
	}

	private boolean followOnce(Slot<T> slot) {
		Generation<T> present = slot.isPassed() ? this.generations.retainPresent() : null;
		if (present == null) {
			return false;
		}
		Generation<T> former = slot.generation();
		if (!isAdopted(slot.object(), present)) {
			present.release();
			return false;
		}
		slot.put(slot.object(), present);
		former.release();
		slot.become(SlotState.IDLE);
		retireIfDue(slot);
		return true;
	}

	private boolean isAdopted(T object, Generation<T> present) {
		try {
			return present.factory().adopt(object);
		}
		catch (Throwable ex) {
			logger.debug("{} - an instance could not follow to {}, and is replaced", this.pool, present, ex);
			return false;
		}
	}

	/**
	 * Free the object of a slot. The slot is vacant then.
	 * @param slot a retiring slot
	 */
	void destroy(Slot<T> slot) {
		Generation<T> generation = slot.generation();
		if (slot.isPassed()) {
			this.tally.retired(RetirementReason.GENERATION);
		}
		try {
			generation.factory().destroy(slot.remove());
		}
		catch (Throwable ex) {
			String end = this.unfreed.end(ex);
			if (end != null) {
				logger.warn("{} - an instance could not be freed, its native memory may be lost{}", this.pool, end, ex);
			}
		}
		finally {
			slot.become(SlotState.VACANT);
			generation.release();
		}
	}

	/**
	 * Return why the last object could not be made.
	 * @return what the factory threw, or {@code null} if it made the last one
	 */
	@Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

}
