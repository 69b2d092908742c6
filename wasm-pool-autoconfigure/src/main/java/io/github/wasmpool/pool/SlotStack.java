package io.github.wasmpool.pool;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * A lock-free stack of slots, last in, first out, so that what was used last is used
 * next. The links are in the slots, a slot is in one stack at most: nothing is allocated,
 * so giving a slot back cannot fail for want of memory.
 *
 * <p>
 * The head holds the link of the top slot (its index plus one, or zero) in the lower 24
 * bits and a version above. Whoever reads the links of a slot that another thread takes
 * at that moment may read anything, but then the version has moved on and the exchange
 * fails.
 *
 * @param <T> the type of what is pooled
 */
final class SlotStack<T> {

	private static final int LINK_BITS = 24;

	private static final long LINK_MASK = (1L << LINK_BITS) - 1;

	private static final long VERSION = 1L << LINK_BITS;

	/** The most slots that can be in service. */
	static final int MAX_SLOTS = 1_000_000;

	private final SlotTable<T> slots;

	private final AtomicLong head = new AtomicLong();

	SlotStack(SlotTable<T> slots) {
		this.slots = slots;
	}

	void push(Slot<T> slot) {
		long seen;
		do {
			seen = this.head.get();
			slot.link(link(seen), depth(seen) + 1);
		}
		while (!this.head.compareAndSet(seen, next(seen, slot.index() + 1)));
	}

	@Nullable Slot<T> pop() {
		while (true) {
			long seen = this.head.get();
			int top = link(seen);
			if (top == 0) {
				return null;
			}
			Slot<T> slot = this.slots.get(top - 1);
			if (this.head.compareAndSet(seen, next(seen, slot.below()))) {
				return slot;
			}
		}
	}

	boolean isEmpty() {
		return link(this.head.get()) == 0;
	}

	/**
	 * Return how many slots there are: exact while nobody pushes or pops.
	 * @return the number of slots
	 */
	int size() {
		return depth(this.head.get());
	}

	private int depth(long head) {
		int top = link(head);
		return (top != 0) ? this.slots.get(top - 1).depth() : 0;
	}

	private static int link(long head) {
		return (int) (head & LINK_MASK);
	}

	private static long next(long head, int link) {
		return ((head & ~LINK_MASK) + VERSION) | link;
	}

}
