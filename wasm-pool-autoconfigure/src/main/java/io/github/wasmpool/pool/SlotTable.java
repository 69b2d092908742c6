package io.github.wasmpool.pool;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.WasmPoolStats;

/**
 * All slots a pool ever had, by their index. It grows and never shrinks: a slot that is
 * out of service keeps its place.
 *
 * <p>
 * Thread-safe, but for {@link #add(int)}, which one thread calls at a time. Whoever finds
 * a slot in a stack finds it here too.
 *
 * @param <T> the type of what is pooled
 */
final class SlotTable<T> {

	private static final int MOST_TURNS = 100;

	private volatile Slot<T>[] slots;

	/** How often a slot came into service. */
	private final AtomicInteger entered = new AtomicInteger();

	SlotTable(int size) {
		this.slots = extended(newArray(0), size);
	}

	Slot<T> get(int index) {
		return this.slots[index];
	}

	/**
	 * Return all slots.
	 * @return an array that is not to be changed
	 */
	Slot<T>[] all() {
		return this.slots;
	}

	/**
	 * Note that a slot is about to come into service.
	 */
	void enter() {
		this.entered.incrementAndGet();
	}

	boolean contains(Slot<?> slot) {
		Slot<T>[] all = this.slots;
		return slot.index() < all.length && all[slot.index()] == slot;
	}

	/**
	 * Add vacant slots.
	 * @param count how many
	 * @return the new slots
	 */
	Slot<T>[] add(int count) {
		Slot<T>[] before = this.slots;
		Slot<T>[] after = extended(before, before.length + count);
		this.slots = after;
		return Arrays.copyOfRange(after, before.length, after.length);
	}

	/**
	 * Count the slots by what they hold. Never waits for others. As long as no slot comes
	 * into service meanwhile, no object is counted beside the one that took its place, so
	 * a count that one came into is repeated.
	 * @param pool the name of the pool
	 * @param size the size of the pool
	 * @param waiting how many borrowers wait
	 * @return the numbers
	 */
	WasmPoolStats stats(String pool, int size, int waiting) {
		WasmPoolStats stats;
		int before;
		int turns = 0;
		do {
			before = this.entered.get();
			stats = count(pool, size, waiting);
			turns++;
		}
		while (before != this.entered.get() && turns < MOST_TURNS);
		return stats;
	}

	private WasmPoolStats count(String pool, int size, int waiting) {
		int active = 0;
		int idle = 0;
		int creating = 0;
		int retiring = 0;
		for (Slot<T> slot : this.slots) {
			switch (slot.state()) {
				case ACTIVE -> active++;
				case IDLE, NEAR -> idle++;
				case CREATING -> creating++;
				case RETIRING -> retiring++;
				case VACANT -> {
				}
			}
		}
		return new WasmPoolStats(pool, size, active + idle + creating + retiring, active, idle, creating, retiring,
				waiting);
	}

	/**
	 * Count the objects that live. Never waits.
	 */
	int live() {
		return (int) Arrays.stream(this.slots).filter((slot) -> !slot.is(SlotState.VACANT)).count();
	}

	private static <T> Slot<T>[] extended(Slot<T>[] slots, int length) {
		Slot<T>[] extended = Arrays.copyOf(slots, length);
		for (int i = slots.length; i < length; i++) {
			extended[i] = new Slot<>(i);
		}
		return extended;
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static <T> Slot<T>[] newArray(int length) {
		return new Slot[length];
	}

}
