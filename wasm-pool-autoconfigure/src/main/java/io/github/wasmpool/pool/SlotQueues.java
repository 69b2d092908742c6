package io.github.wasmpool.pool;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Where slots are that nobody has in hand, and who may take one.
 *
 * <p>
 * There is a permit for each slot in a stack. A slot is pushed before its permit is
 * released, and popped after a permit was taken, so whoever holds a permit finds a slot.
 * Waiting is waiting for {@linkplain Permits permits}.
 *
 * <p>
 * While nobody waits, a thread leaves the slot it releases where it finds it again,
 * without a permit. Whoever finds no permit recalls such slots to the stacks, and whoever
 * begins to wait, closes the queues or takes slots out of service says so before it
 * recalls them; a thread that leaves a slot looks for that afterwards. So no slot stays
 * away while it is wanted.
 *
 * <p>
 * Once closed, permits mean nothing. Whoever puts a slot back then looks whether the
 * queues are closed, and whoever closes them empties them, so no slot stays behind. In
 * the same way slots go out of service when there are too many: whoever puts one back
 * looks before, so that no borrower gets it, and after, for those that became too many
 * meanwhile.
 *
 * @param <T> the type of what is pooled
 */
final class SlotQueues<T> {

	private final SlotStack<T> idle;

	private final SlotStack<T> vacant;

	private final SlotStack<T> retiring;

	/** Slots out of service: vacant, and without a permit. */
	private final SlotStack<T> spare;

	/** Idle slots without a permit, for the threads that released them. */
	private final NearSlots<T> near = new NearSlots<>();

	private final SlotTable<T> slots;

	private final AtomicInteger surplus = new AtomicInteger();

	/** Slots that go out of service at this moment: their objects may still live. */
	private final AtomicInteger leaving = new AtomicInteger();

	/** Slots to come into service in place of those that leave. */
	private final AtomicInteger owed = new AtomicInteger();

	private final Permits permits;

	private final Consumer<Slot<T>> dismiss;

	private volatile boolean closed;

	/**
	 * Create queues with all slots in them.
	 * @param slots vacant slots
	 * @param dismiss gets each slot that goes out of service: those too many, and once
	 * the queues are closed all that are in them, or put into them
	 */
	SlotQueues(SlotTable<T> slots, Consumer<Slot<T>> dismiss) {
		this.slots = slots;
		this.idle = new SlotStack<>(slots);
		this.vacant = new SlotStack<>(slots);
		this.retiring = new SlotStack<>(slots);
		this.spare = new SlotStack<>(slots);
		this.permits = new Permits(slots.all().length, System::nanoTime);
		this.dismiss = dismiss;
		for (Slot<T> slot : slots.all()) {
			put(slot);
		}
	}

	/**
	 * Take permits without waiting. That may pass those who wait, within bounds.
	 * @param count how many
	 * @return whether there were as many to be had
	 */
	boolean tryPermits(int count) {
		return this.permits.tryTake(count) || (recall() && this.permits.tryTake(count));
	}

	/**
	 * Wait for permits behind those who wait already.
	 * @param count how many, all or none
	 * @param nanos how long to wait
	 * @return whether there were as many in time: not if the queues are closed, or will
	 * never have as many
	 * @throws InterruptedException if the thread is interrupted; it has no permit then
	 */
	boolean awaitPermits(int count, long nanos) throws InterruptedException {
		Permits.Waiter waiter = this.permits.join(count);
		boolean served = false;
		try {
			recall();
			this.permits.await(waiter, nanos);
		}
		finally {
			served = this.permits.leave(waiter);
		}
		if (!served && Thread.interrupted()) {
			throw new InterruptedException();
		}
		return served;
	}

	void returnPermits(int count) {
		this.permits.release(count);
	}

	/**
	 * Whether there is a permit that nobody waits for.
	 */
	boolean hasPermit() {
		return this.permits.isAnyIdle();
	}

	/**
	 * Take a permit unless somebody waits for it.
	 * @return whether there was one
	 */
	boolean tryIdlePermit() {
		return !this.permits.isAwaited() && tryPermits(1);
	}

	/**
	 * Take the idle slot that the calling thread released last, without a permit.
	 * @return a slot, or {@code null} if there is none near this thread
	 */
	@Nullable Slot<T> takeNear() {
		return this.near.take();
	}

	/**
	 * Take any slot against a permit: idle rather than vacant rather than retiring.
	 * @return a slot, or {@code null} if the queues are closed
	 */
	@Nullable Slot<T> take() {
		Slot<T> slot = poll();
		// A miss means that another thread moved a slot between the stacks meanwhile
		while (slot == null && !this.closed) {
			slot = poll();
		}
		return slot;
	}

	/**
	 * Take a slot whose object is to be freed, against a permit.
	 * @return a retiring slot, or {@code null} if there is none
	 */
	@Nullable Slot<T> takeRetiring() {
		return this.retiring.pop();
	}

	/**
	 * Take a slot without an object, against a permit.
	 * @return a vacant slot, or {@code null} if there is none
	 */
	@Nullable Slot<T> takeVacant() {
		return this.vacant.pop();
	}

	/**
	 * Take an idle slot against a permit.
	 * @return an idle slot, or {@code null} if there is none but near their threads
	 */
	@Nullable Slot<T> takeIdle() {
		return this.idle.pop();
	}

	/**
	 * Take an idle slot, and a permit, unless somebody waits.
	 * @return an idle slot, or {@code null} if there is none to be had
	 */
	@Nullable Slot<T> tryTakeIdle() {
		if (!tryIdlePermit()) {
			return null;
		}
		Slot<T> slot = this.idle.pop();
		if (slot == null) {
			this.permits.release(1);
		}
		return slot;
	}

	/**
	 * Put back a slot that is idle, vacant or retiring, with its permit.
	 * @param slot a slot that the caller does not touch again
	 */
	void put(Slot<T> slot) {
		slot.forgetBorrower();
		if (this.surplus.get() > 0 && beginToLeave()) {
			leave(slot);
			return;
		}
		switch (slot.state()) {
			case IDLE -> this.idle.push(slot);
			case VACANT -> this.vacant.push(slot);
			case RETIRING -> this.retiring.push(slot);
			case NEAR, ACTIVE, CREATING -> throw new IllegalStateException(slot + " is in use");
		}
		this.permits.release(1);
		if (this.closed) {
			dismissAll();
		}
		else if (this.surplus.get() > 0) {
			removeSurplus();
		}
	}

	/**
	 * End a loan and leave the slot for the calling thread to take again, unless slots
	 * are wanted.
	 * @param slot a slot that the caller does not touch again
	 * @return whether it was on loan
	 */
	boolean putNear(Slot<T> slot) {
		boolean wanted = isWanted();
		if (!wanted) {
			Slot<T> before = this.near.prepare(slot);
			if (before != null) {
				put(before);
			}
		}
		if (!slot.become(SlotState.ACTIVE, wanted ? SlotState.IDLE : SlotState.NEAR)) {
			return false;
		}
		if (wanted || ((isWanted() || !this.near.remembers(slot)) && slot.become(SlotState.NEAR, SlotState.IDLE))) {
			put(slot);
		}
		return true;
	}

	/**
	 * Put all idle slots that are near their threads where others find them.
	 * @return whether there were any
	 */
	boolean recall() {
		boolean any = false;
		for (int place = 0; place < this.near.places(); place++) {
			Slot<T> slot = this.near.take(place);
			if (slot != null) {
				put(slot);
				any = true;
			}
		}
		return any;
	}

	/**
	 * Refuse those who wait for more permits than there can be.
	 * @param size how many slots are to be in service
	 */
	void limitTo(int size) {
		this.permits.limitTo(size);
	}

	/**
	 * Let some slots be too many. Those that nobody has in hand go out of service now,
	 * the others when they are put back.
	 * @param count how many
	 */
	void addSurplus(int count) {
		this.surplus.addAndGet(count);
		recall();
		removeSurplus();
	}

	/**
	 * Keep slots that were to go out of service.
	 * @param most how many at most
	 * @return how many
	 */
	int keepSurplus(int most) {
		int before = this.surplus.getAndUpdate((count) -> count - Math.min(count, most));
		return Math.min(before, most);
	}

	/**
	 * See to it that enough slots are out of service for {@link #addSlots(int)}. One
	 * thread calls these two at a time.
	 * @param count how many there are to be
	 */
	void prepareSlots(int count) {
		int missing = count + this.owed.get() - this.spare.size();
		if (missing > 0) {
			for (Slot<T> slot : this.slots.add(missing)) {
				this.spare.push(slot);
			}
		}
	}

	/**
	 * Put slots into service, which wakes as many who wait. Those that take the place of
	 * slots which are just leaving follow when these have left, so that no more objects
	 * live than there are to be.
	 * @param count as many as were prepared
	 */
	void addSlots(int count) {
		this.owed.addAndGet(count);
		settle();
	}

	/**
	 * Put into service what is owed, but for as many as are leaving: who leaves looks
	 * here afterwards.
	 */
	private void settle() {
		int count = this.owed.get();
		while (count > this.leaving.get()) {
			if (this.owed.compareAndSet(count, count - 1)) {
				this.slots.enter();
				put(Objects.requireNonNull(this.spare.pop(), "no slot was prepared"));
			}
			count = this.owed.get();
		}
	}

	int idle() {
		return this.idle.size() + this.near.size();
	}

	int vacant() {
		return this.vacant.size();
	}

	int retiring() {
		return this.retiring.size();
	}

	boolean hasVacant() {
		return !this.vacant.isEmpty();
	}

	boolean hasRetiring() {
		return !this.retiring.isEmpty();
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Wake those who wait and dismiss the slots. One thread calls this at a time.
	 * @return whether this was the first call
	 */
	boolean close() {
		boolean first = !this.closed;
		this.closed = true;
		this.permits.limitTo(0);
		recall();
		dismissAll();
		return first;
	}

	private boolean isWanted() {
		return this.permits.isAwaited() || this.surplus.get() > 0 || this.closed;
	}

	private void removeSurplus() {
		while (this.surplus.get() > 0 && this.permits.seize(1)) {
			if (!beginToLeave()) {
				this.permits.release(1);
				return;
			}
			Slot<T> slot = takeLeastWanted();
			if (slot == null) {
				endLeaving();
				return;
			}
			leave(slot);
		}
	}

	/**
	 * Claim to be one too many.
	 * @return whether a slot is to {@link #leave(Slot)} now
	 */
	private boolean beginToLeave() {
		this.leaving.incrementAndGet();
		if (keepSurplus(1) == 1) {
			return true;
		}
		endLeaving();
		return false;
	}

	private void leave(Slot<T> slot) {
		try {
			this.dismiss.accept(slot);
			this.spare.push(slot);
		}
		finally {
			endLeaving();
		}
	}

	private void endLeaving() {
		this.leaving.decrementAndGet();
		settle();
	}

	private @Nullable Slot<T> takeLeastWanted() {
		Slot<T> slot = null;
		while (slot == null && !this.closed) {
			slot = this.vacant.pop();
			if (slot == null) {
				slot = this.retiring.pop();
			}
			if (slot == null) {
				slot = this.idle.pop();
			}
		}
		return slot;
	}

	private void dismissAll() {
		Slot<T> slot = poll();
		while (slot != null) {
			this.dismiss.accept(slot);
			slot = poll();
		}
	}

	private @Nullable Slot<T> poll() {
		Slot<T> slot = this.idle.pop();
		if (slot == null) {
			slot = this.vacant.pop();
		}
		return (slot != null) ? slot : this.retiring.pop();
	}

}
