package io.github.wasmpool.wasmtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the host calls of all entries that have not returned yet. JNI keeps what the
 * binding allocates for each until the outermost entry returns: about 40 bytes of heap
 * were counted, and when the heap is full the binding ends the JVM.
 *
 * <p>
 * Thread-safe.
 */
final class HostCallBudget {

	/** How many calls are taken at once. */
	static final int PORTION = 256;

	/**
	 * What all of this JVM draws on: about a sixth of its heap.
	 */
	static final HostCallBudget OF_JVM = new HostCallBudget(Runtime.getRuntime().maxMemory() / 256);

	private final AtomicLong taken = new AtomicLong();

	private final long limit;

	HostCallBudget(long limit) {
		this.limit = limit;
	}

	/**
	 * Take a portion.
	 * @return whether there is one
	 */
	boolean take() {
		if (this.taken.addAndGet(PORTION) <= this.limit) {
			return true;
		}
		this.taken.addAndGet(-PORTION);
		return false;
	}

	/**
	 * Give calls back.
	 * @param calls as many as were taken
	 */
	void give(int calls) {
		this.taken.addAndGet(-calls);
	}

	long limit() {
		return this.limit;
	}

}
