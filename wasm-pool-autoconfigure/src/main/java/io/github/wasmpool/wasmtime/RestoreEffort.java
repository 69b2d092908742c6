package io.github.wasmpool.wasmtime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Remembers whether putting instances back has been cheaper than making new ones. Where a
 * memory is so large that looking for what was written takes longer than a new instance,
 * each instance would show that again; here one of many does.
 *
 * <p>
 * Thread-safe.
 */
final class RestoreEffort {

	/** After so many instances in a row that were dear from the beginning, few try. */
	private static final int IN_VAIN = 3;

	/** One of so many instances tries again. */
	private static final int RARELY = 64;

	private final AtomicInteger inVain = new AtomicInteger();

	private final AtomicInteger skipped = new AtomicInteger();

	/**
	 * Decide for a new instance.
	 * @return whether it is to be put back
	 */
	boolean isWorthIt() {
		return this.inVain.get() < IN_VAIN || this.skipped.incrementAndGet() % RARELY == 0;
	}

	/**
	 * Note an instance that was dear to put back from the beginning.
	 */
	void wasInVain() {
		this.inVain.incrementAndGet();
	}

	/**
	 * Note that an instance was put back in less time than a new one takes.
	 */
	void wasWorthIt() {
		if (this.inVain.get() != 0) {
			this.inVain.set(0);
		}
	}

}
