package io.github.wasmpool.wasmtime;

import java.util.concurrent.locks.ReentrantLock;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Store;

/**
 * The epoch of one engine, on a handle of its own: a handle is a native mutex, and a
 * compilation would hold up the clock. The lock keeps the clock off a handle that is
 * gone.
 *
 * <p>
 * An engine counts by ones, from 0, and takes deadlines in counts from where it stands.
 * Here both are ticks of the clock: what has to be added to the engine's count is known,
 * because nobody else makes it count.
 *
 * <p>
 * Thread-safe, but only one thread advances it.
 */
final class Epoch implements AutoCloseable {

	/**
	 * The most ticks an engine makes up for before the others have their turn. They take
	 * about 50 µs.
	 */
	private static final int MOST_AT_ONCE = 128;

	private final ReentrantLock lock = new ReentrantLock();

	private final Engine engine;

	/**
	 * The tick the engine stands at, or the one before: it is written after the engine
	 * has counted. So who reads it and then lets the engine add to its own count may come
	 * out one tick late, but never early.
	 */
	private volatile long reached;

	private boolean closed;

	/** How many stores may have a deadline. Guarded by the lock of the clock. */
	private int users;

	/**
	 * Take over a handle.
	 * @param engine a handle that nobody else uses
	 */
	Epoch(Engine engine) {
		this.engine = engine;
	}

	/**
	 * Say what tick the engine stands at. To be called before anything else, and again
	 * where no store has a deadline.
	 * @param tick the tick of the clock
	 */
	void begin(long tick) {
		this.lock.lock();
		try {
			this.reached = tick;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Note one more store that may have a deadline.
	 * @return whether it is the only one
	 */
	boolean join() {
		return this.users++ == 0;
	}

	/**
	 * Note the end of a store.
	 * @return whether it was the only one
	 */
	boolean leave() {
		return --this.users == 0;
	}

	/**
	 * Bring the engine nearer to a tick, or to it. Every deadline on the way is passed in
	 * its turn.
	 * @param tick the tick of the clock
	 * @return whether nothing is left to make up for
	 */
	boolean advance(long tick) {
		this.lock.lock();
		try {
			if (this.closed) {
				return true;
			}
			long last = Math.min(tick, this.reached + MOST_AT_ONCE);
			for (long next = this.reached + 1; next <= last; next++) {
				this.engine.incrementEpoch();
				this.reached = next;
			}
			return last == tick;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let a guest be stopped when the engine gets to a tick: never before, and two ticks
	 * after it at most, also while the engine makes up for lost time.
	 * @param store the store of the guest, of this engine
	 * @param tick the tick; one that has passed stops the guest as soon as it is entered
	 */
	void setDeadline(Store<Void> store, long tick) {
		long before;
		do {
			before = this.reached;
			store.setEpochDeadline(Math.max(0, tick - before));
		}
		while (this.reached - before > 1);
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.closed = true;
				this.engine.dispose();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
