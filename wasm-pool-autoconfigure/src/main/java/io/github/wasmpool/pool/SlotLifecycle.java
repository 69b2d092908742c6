package io.github.wasmpool.pool;

import java.util.Objects;

import io.github.wasmpool.RetirementReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the factory for the object of a slot that the caller has in hand, and keeps the
 * state of the slot true whatever the factory does.
 *
 * @param <T> the type of what is pooled
 */
final class SlotLifecycle<T> {

	private static final Logger logger = LoggerFactory.getLogger(SlotLifecycle.class);

	private final String pool;

	private final PooledFactory<T> factory;

	private final Retirement retirement;

	private final Tally tally;

	private final LoanTimes times;

	private final ResetFailures resets;

	private volatile @Nullable Throwable lastFailure;

	SlotLifecycle(String pool, PooledFactory<T> factory, Retirement retirement, Tally tally, LoanTimes times) {
		this.pool = pool;
		this.factory = factory;
		this.retirement = retirement;
		this.tally = tally;
		this.times = times;
		this.resets = new ResetFailures(pool);
	}

	/**
	 * Make the object of a vacant slot. The slot is idle then; what the factory throws is
	 * thrown, and the slot is vacant again.
	 * @param slot a vacant slot
	 */
	void create(Slot<T> slot) {
		slot.become(SlotState.CREATING);
		// Read before, so that what is being made during a refresh counts as old
		int generation = this.retirement.generation();
		long begun = this.times.begin();
		try {
			slot.put(Objects.requireNonNull(this.factory.create(), "the factory made nothing"));
		}
		catch (Throwable ex) {
			slot.become(SlotState.VACANT);
			this.lastFailure = ex;
			throw ex;
		}
		this.tally.created();
		this.times.created(begun);
		this.retirement.born(slot, generation);
		slot.become(SlotState.IDLE);
		if (this.lastFailure != null) {
			this.lastFailure = null;
		}
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
			RetirementReason reason = this.factory.reset(slot.object());
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
			return this.factory.renew(slot.object());
		}
		catch (Throwable ex) {
			logger.debug("{} - an instance could not be renewed and is retired", this.pool, ex);
			return RetirementReason.VALIDATION;
		}
	}

	/**
	 * Note that the object of a slot is not lent again.
	 * @param reason why not
	 */
	void retired(RetirementReason reason) {
		this.tally.retired(reason);
	}

	/**
	 * Retire the object of an idle slot.
	 * @param slot an idle slot
	 * @param reason why it is not lent again
	 */
	void retire(Slot<T> slot, RetirementReason reason) {
		slot.become(SlotState.RETIRING);
		retired(reason);
	}

	/**
	 * Free the object of a slot. The slot is vacant then.
	 * @param slot a retiring slot
	 */
	void destroy(Slot<T> slot) {
		try {
			this.factory.destroy(slot.remove());
		}
		catch (Throwable ex) {
			logger.warn("{} - an instance could not be freed, its native memory may be lost", this.pool, ex);
		}
		finally {
			slot.become(SlotState.VACANT);
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
