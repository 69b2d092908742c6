package io.github.wasmpool.cluster;

import java.util.HashSet;
import java.util.Set;

/**
 * Items that are given to a member at once.
 */
final class Part {

	private final int from;

	private final int to;

	private final Set<Worker> holders = new HashSet<>();

	private long givenAt;

	private int losses;

	/**
	 * Create a part.
	 * @param from the first item
	 * @param to the item after the last
	 */
	Part(int from, int to) {
		this.from = from;
		this.to = to;
	}

	int from() {
		return this.from;
	}

	int to() {
		return this.to;
	}

	int size() {
		return this.to - this.from;
	}

	void giveTo(Worker worker, long now) {
		this.holders.add(worker);
		this.givenAt = now;
	}

	void takeFrom(Worker worker) {
		this.holders.remove(worker);
	}

	boolean isHeld() {
		return !this.holders.isEmpty();
	}

	/**
	 * Whether it is worth while to give it to somebody else, too.
	 * @param worker somebody else
	 * @param since who was given it earlier is slow
	 */
	boolean isSlow(Worker worker, long since) {
		return this.holders.size() == 1 && !this.holders.contains(worker) && this.givenAt - since < 0;
	}

	/**
	 * Count a member that was lost with it.
	 * @return how many there were
	 */
	int lose() {
		return ++this.losses;
	}

}
