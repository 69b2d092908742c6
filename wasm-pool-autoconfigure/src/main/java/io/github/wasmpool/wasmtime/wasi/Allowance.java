package io.github.wasmpool.wasmtime.wasi;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much all instances of a pool together may still have of something. Thread-safe.
 */
final class Allowance {

	private final AtomicInteger left;

	/**
	 * Create an allowance of which nothing is taken.
	 * @param most how much there is, zero or more
	 */
	Allowance(int most) {
		this.left = new AtomicInteger(most);
	}

	/**
	 * Take several, all or none.
	 * @param count how many, zero or more
	 * @return {@code false} if not so many are left
	 */
	boolean take(int count) {
		int now = this.left.get();
		while (now >= count) {
			if (this.left.compareAndSet(now, now - count)) {
				return true;
			}
			now = this.left.get();
		}
		return false;
	}

	void giveBack(int count) {
		this.left.addAndGet(count);
	}

}
