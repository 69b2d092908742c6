package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is known of putting back the instances of one code, whatever state they begin in:
 * whether it was tried, which pages a loan writes, and which state was the last one.
 *
 * <p>
 * Thread-safe.
 */
public final class RestoreHistory {

	private volatile boolean tried;

	/** Not changed once it is here. */
	private volatile int[] written = {};

	private @Nullable RestorePoint last;

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
	 * Note a new state.
	 * @param point the state
	 * @return what leads to it from the ones before, the last of them first; empty if
	 * instances cannot go that way
	 * @throws IOException if the system does not tell what was written
	 */
	synchronized List<Step> reach(RestorePoint point) throws IOException {
		RestorePoint before = this.last;
		this.last = point;
		return (before != null) ? before.stepsTo(point) : List.of();
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
