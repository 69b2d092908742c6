package io.github.wasmpool.pool;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Idle slots that stay near the threads that released them: a thread that borrows again
 * finds its last slot without a word to any other thread, as in the thread-local list of
 * HikariCP's {@code ConcurrentBag}. Here the places belong to the pool, one for all
 * threads of some numbers, so that no thread that ended keeps a slot.
 *
 * <p>
 * A place only remembers a slot. Whether the slot is there its state tells: whoever
 * changes that from near to idle has it in hand. So a thread that borrows and returns the
 * same slot again and again writes to nothing but that slot.
 *
 * <p>
 * Thread-safe. All accesses are sequentially consistent: of a thread that leaves a slot
 * and then looks whether slots are wanted, or its place was taken, and one that wants
 * slots, or takes the place, and then looks for the slot, at least one sees the other.
 *
 * @param <T> the type of what is pooled
 */
final class NearSlots<T> {

	/** Places are that far apart that no two of them share a cache line. */
	private static final int STRIDE_BITS = 5;

	private static final int MAX_PLACES = 64;

	private final int places;

	private final AtomicReferenceArray<@Nullable Slot<T>> slots;

	NearSlots() {
		int threads = 4 * Runtime.getRuntime().availableProcessors();
		this.places = Math.min(MAX_PLACES, Integer.highestOneBit(2 * threads - 1));
		this.slots = new AtomicReferenceArray<>((this.places + 1) << STRIDE_BITS);
	}

	/**
	 * Have the place of the calling thread remember a slot.
	 * @param slot a slot on loan
	 * @return the idle slot that was there, in hand now, or {@code null} if there was
	 * none
	 */
	@Nullable Slot<T> prepare(Slot<T> slot) {
		int place = own();
		slot.near(place);
		int index = indexOf(place);
		return (this.slots.get(index) != slot) ? inHand(this.slots.getAndSet(index, slot)) : null;
	}

	/**
	 * Whether the place of the calling thread remembers a slot.
	 */
	boolean remembers(Slot<T> slot) {
		return this.slots.get(indexOf(own())) == slot;
	}

	/**
	 * Take the slot that is near the calling thread.
	 * @return an idle slot in hand, or {@code null} if there is none
	 */
	@Nullable Slot<T> take() {
		return take(own());
	}

	/**
	 * Take the slot of one place.
	 * @param place from 0 to {@link #places()}, exclusive
	 * @return an idle slot in hand, or {@code null} if there is none
	 */
	@Nullable Slot<T> take(int place) {
		return inHand(this.slots.get(indexOf(place)));
	}

	int places() {
		return this.places;
	}

	/**
	 * Return how many slots there are: exact while nobody leaves or takes one.
	 * @return the number of slots
	 */
	int size() {
		int size = 0;
		for (int place = 0; place < this.places; place++) {
			Slot<T> slot = this.slots.get(indexOf(place));
			// Two places may remember the same one
			size += (slot != null && slot.is(SlotState.NEAR) && slot.near() == place) ? 1 : 0;
		}
		return size;
	}

	private @Nullable Slot<T> inHand(@Nullable Slot<T> slot) {
		return (slot != null && slot.is(SlotState.NEAR) && slot.become(SlotState.NEAR, SlotState.IDLE)) ? slot : null;
	}

	private int own() {
		return (int) Thread.currentThread().getId() & (this.places - 1);
	}

	private static int indexOf(int place) {
		return (place + 1) << STRIDE_BITS;
	}

}
