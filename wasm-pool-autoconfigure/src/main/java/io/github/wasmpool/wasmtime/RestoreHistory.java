package io.github.wasmpool.wasmtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * What is known of putting back the instances of one code, whatever state they begin in:
 * whether it was tried, which pages a loan writes, and which states were the last ones.
 *
 * <p>
 * Thread-safe.
 */
public final class RestoreHistory {

	/** So many states live on for the instances that were made for them and left them. */
	private static final int MOST_LEFT = 4;

	/** Swaps that fail leave states behind which are gone at once. */
	private static final int MOST_REACHED = 4;

	private volatile boolean tried;

	/** Not changed once it is here. */
	private volatile int[] written = {};

	/** The last states, the latest first; they may be gone. */
	private final Deque<RestorePoint> reached = new ArrayDeque<>();

	/** How many instances were made for each state that some of them left. */
	private final IdentityHashMap<Object, Integer> left = new IdentityHashMap<>();

	/**
	 * Note that it works.
	 */
	void succeeded() {
		this.tried = true;
	}

	/**
	 * Whether it is known to work.
	 */
	boolean isTried() {
		return this.tried;
	}

	/**
	 * Return how many instances it takes to find out whether it works, beside those that
	 * are lent.
	 * @return the baseline, and another one unless it is known
	 */
	public int instances() {
		return this.tried ? 1 : 2;
	}

	/**
	 * Return the last states.
	 * @return the states, the latest first, of which some may be gone
	 */
	synchronized List<RestorePoint> reached() {
		return List.copyOf(this.reached);
	}

	/**
	 * Note a new state, once all of it is made.
	 * @param point the state
	 */
	synchronized void reached(RestorePoint point) {
		this.reached.addFirst(point);
		if (this.reached.size() > MOST_REACHED) {
			this.reached.removeLast();
		}
	}

	/**
	 * Let an instance leave the state it was made for, whose memory image lives on as
	 * long as it does. So that few do, only few states can be left at a time.
	 * @param made the code and the state it was made for
	 * @return whether it may, and has to be {@linkplain #gone(Object) told} when the
	 * instance is gone
	 */
	synchronized boolean leave(Object made) {
		if (this.left.size() >= MOST_LEFT && !this.left.containsKey(made)) {
			return false;
		}
		this.left.merge(made, 1, Integer::sum);
		return true;
	}

	/**
	 * Note that an instance is gone that left the state it was made for.
	 * @param made that state
	 */
	synchronized void gone(Object made) {
		this.left.computeIfPresent(made, (state, count) -> (count > 1) ? count - 1 : null);
	}

	/**
	 * Note what a loan wrote.
	 * @param pages the numbers of the pages, ascending, which nobody changes any more
	 */
	void wrote(int[] pages) {
		this.written = pages;
	}

	/**
	 * Return what some loan wrote, and so the next one may.
	 * @return the numbers of the pages, ascending, not a copy
	 */
	int[] written() {
		return this.written;
	}

}
