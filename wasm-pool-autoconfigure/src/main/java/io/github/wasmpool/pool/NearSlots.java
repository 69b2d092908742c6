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
 * Thread-safe. All accesses are sequentially consistent: of a thread that leaves a slot
 * and then looks whether slots are wanted, and one that wants slots and then looks for
 * them, at least one sees the other.
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
	 * Leave a slot near the calling thread.
	 * @param slot a slot that the caller does not touch again
	 * @return the slot that was there, or {@code null} if there was none
	 */
	@Nullable Slot<T> leave(Slot<T> slot) {
		return this.slots.getAndSet(indexOf(own()), slot);
	}

	/**
	 * Take the slot that is near the calling thread.
	 * @return a slot, or {@code null} if there is none
	 */
	@Nullable Slot<T> take() {
		return take(own());
	}

	/**
	 * Take the slot of one place.
	 * @param place from 0 to {@link #places()}, exclusive
	 * @return a slot, or {@code null} if there is none
	 */
	@Nullable Slot<T> take(int place) {
		int index = indexOf(place);
		return (this.slots.get(index) != null) ? this.slots.getAndSet(index, null) : null;
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
			size += (this.slots.get(indexOf(place)) != null) ? 1 : 0;
		}
		return size;
	}

	private int own() {
		return (int) Thread.currentThread().getId() & (this.places - 1);
	}

	private static int indexOf(int place) {
		return (place + 1) << STRIDE_BITS;
	}

}
