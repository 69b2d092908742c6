package io.github.wasmpool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

import io.github.wasmpool.RetirementReason;
import org.jspecify.annotations.Nullable;

/**
 * Retires idle objects that are old, or too many for too long. The others keep their
 * order.
 *
 * @param <T> the type of what is pooled
 */
record IdleSweep<T>(SlotTable<T> slots, SlotQueues<T> queues, SlotLifecycle<T> lifecycle, Retirement retirement,
		Refiller<T> refiller, IntSupplier minIdle) {

	/**
	 * Whether there is something to retire. May err, as it does not take the slots.
	 * @return whether {@link #run()} is worth its while
	 */
	boolean hasDue() {
		boolean tooMany = this.queues.idle() > this.minIdle.getAsInt();
		for (Slot<T> slot : this.slots.all()) {
			SlotState state = slot.state();
			if ((state == SlotState.IDLE || state == SlotState.NEAR) && due(slot, tooMany) != null) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Take all idle slots in hand for a moment and retire what is due. A borrower who
	 * does not wait waits for that moment, as for a refill.
	 */
	void run() {
		this.queues.recall();
		int most = this.queues.idle();
		List<Slot<T>> taken = new ArrayList<>(most);
		while (taken.size() < most && take(taken)) {
			// The one that was used last comes first
		}
		int idle = this.queues.idle() + taken.size();
		for (int i = taken.size() - 1; i >= 0; i--) {
			Slot<T> slot = taken.get(i);
			RetirementReason due = due(slot, idle > this.minIdle.getAsInt());
			if (due != null) {
				this.lifecycle.retire(slot, due);
				idle--;
			}
			this.queues.put(slot);
			this.refiller.letGo();
		}
		this.refiller.request();
	}

	/**
	 * Let all objects that were made so far be due, and retire those that are idle.
	 */
	void retireAll() {
		this.retirement.nextBatch();
		run();
	}

	private boolean take(List<Slot<T>> taken) {
		this.refiller.hold();
		Slot<T> slot = this.queues.tryTakeIdle();
		if (slot == null) {
			this.refiller.letGo();
			return false;
		}
		return taken.add(slot);
	}

	private @Nullable RetirementReason due(Slot<T> slot, boolean tooMany) {
		RetirementReason due = this.retirement.due(slot);
		return (due == null && tooMany && this.retirement.isIdleTooLong(slot)) ? RetirementReason.IDLE : due;
	}

}
