package io.github.wasmpool.runtime;

import java.util.concurrent.atomic.AtomicLong;

import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.GuestInstance;

/**
 * Adds up the memories of the instances that live, each as large as it was when it was
 * made or returned last.
 *
 * <p>
 * Thread-safe.
 */
final class MemoryCount {

	private final AtomicLong pages = new AtomicLong();

	/**
	 * Return the sum.
	 * @return the bytes
	 */
	long bytes() {
		return this.pages.get() * MemoryLimits.PAGE_SIZE;
	}

	/**
	 * Count an instance as large as it is now.
	 * @param instance an instance in hand
	 */
	void count(GuestInstance instance) {
		add(instance.countPages());
	}

	/**
	 * Count an instance no more.
	 * @param instance an instance in hand, which was counted
	 */
	void forget(GuestInstance instance) {
		add(-instance.countedPages());
	}

	private void add(int more) {
		if (more != 0) {
			this.pages.addAndGet(more);
		}
	}

}
