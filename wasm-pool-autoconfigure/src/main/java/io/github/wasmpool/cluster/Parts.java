package io.github.wasmpool.cluster;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Items, cut into parts as they are given out, in order. Each part counts once. Nothing
 * is given out from the lowest item on that failed.
 */
final class Parts {

	/** Those that are cut and not done, in the order of their items. */
	private final Set<Part> open = new LinkedHashSet<>();

	private int cut;

	private int end;

	/**
	 * Create parts.
	 * @param items how many items there are
	 */
	Parts(int items) {
		this.end = items;
	}

	/**
	 * Return how many items are in no part yet.
	 */
	int uncut() {
		return Math.max(0, this.end - this.cut);
	}

	/**
	 * Whether everything is done before what failed, if anything did.
	 */
	boolean isOver() {
		return uncut() == 0 && this.open.isEmpty();
	}

	/**
	 * Whether a part is not done, and is needed.
	 */
	boolean isOpen(Part part) {
		return this.open.contains(part);
	}

	/**
	 * Find something for a member to do: what another has lost, what nobody has begun,
	 * what another is slow with.
	 * @param worker the member
	 * @param size how many items to give it, of those that nobody has begun
	 * @param slow who was given a part before that is slow
	 */
	@Nullable Part next(Worker worker, int size, long slow) {
		for (Part part : this.open) {
			if (!part.isHeld()) {
				return part;
			}
		}
		if (uncut() > 0) {
			Part part = new Part(this.cut, this.cut + Math.min(uncut(), size));
			this.cut = part.to();
			this.open.add(part);
			return part;
		}
		for (Part part : this.open) {
			if (part.isSlow(worker, slow)) {
				return part;
			}
		}
		return null;
	}

	/**
	 * Note that a part has ended.
	 * @return {@code false} if it does not count: it had ended before, or something fails
	 * before it
	 */
	boolean end(Part part) {
		return this.open.remove(part);
	}

	/**
	 * Note that an item failed.
	 * @param item the item, lower than any that failed before
	 */
	void fail(int item) {
		this.end = item;
		this.open.removeIf((part) -> part.from() >= item);
	}

}
