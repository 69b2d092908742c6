package io.github.wasmpool.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The swaps of a pool, one at a time, in the order in which they came.
 *
 * <p>
 * Thread-safe.
 */
final class SwapLine {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition moved = this.lock.newCondition();

	/** The first is the one whose turn it is. Guarded by the lock. */
	private final Deque<Swap> line = new ArrayDeque<>();

	/**
	 * Take the last place.
	 * @return a swap that is to {@link #leave(Swap)}
	 * @throws IllegalStateException if the calling thread works for one already
	 */
	Swap join() {
		this.lock.lock();
		try {
			for (Swap each : this.line) {
				if (each.isOf(Thread.currentThread())) {
					throw new IllegalStateException("A pool cannot be replaced or seeded by what that itself calls;"
							+ " do it when the other has ended, or on another thread without waiting for it");
				}
			}
			Swap swap = new Swap();
			this.line.add(swap);
			return swap;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait for its turn, or until it is aborted.
	 * @param swap a swap in the line
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	void await(Swap swap) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (this.line.peek() != swap && !swap.isAborted()) {
				this.moved.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void leave(Swap swap) {
		this.lock.lock();
		try {
			this.line.remove(swap);
			this.moved.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Abort all that are not done. Nobody is waited for.
	 */
	void abort() {
		this.lock.lock();
		try {
			this.line.forEach(Swap::abort);
			this.moved.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
