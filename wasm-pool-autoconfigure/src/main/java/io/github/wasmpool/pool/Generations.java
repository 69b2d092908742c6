package io.github.wasmpool.pool;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Which generation is the present one, of which everybody who borrows from now on gets an
 * object.
 *
 * <p>
 * Thread-safe.
 *
 * @param <T> the type of what is pooled
 */
final class Generations<T> {

	private final String pool;

	private final ReentrantLock lock = new ReentrantLock();

	/** Changed under the lock. */
	private volatile Generation<T> present;

	private final BooleanSupplier resting;

	private boolean closed;

	/**
	 * Create generations, of which the first begins.
	 * @param pool the name of the pool
	 * @param factory makes its objects
	 * @param resting whether the pool keeps nothing ready
	 */
	Generations(String pool, PooledFactory<T> factory, BooleanSupplier resting) {
		this.pool = pool;
		this.resting = resting;
		this.present = new Generation<>(pool, 1, factory, resting);
	}

	Generation<T> present() {
		return this.present;
	}

	/**
	 * Keep the present generation from ending, whichever that is.
	 * @return a generation to release, or {@code null} if the pool is closed and none is
	 * left
	 */
	@Nullable Generation<T> retainPresent() {
		Generation<T> seen;
		do {
			seen = this.present;
			if (seen.retain()) {
				return seen;
			}
		}
		while (seen != this.present);
		return null;
	}

	/**
	 * Begin the next generation.
	 * @param factory makes its objects, and belongs to it if this succeeds
	 * @return whether it began: not if the pool is closed
	 */
	boolean next(PooledFactory<T> factory) {
		Generation<T> before;
		this.lock.lock();
		try {
			if (this.closed) {
				return false;
			}
			before = this.present;
			this.present = new Generation<>(this.pool, before.number() + 1, factory, this.resting);
		}
		finally {
			this.lock.unlock();
		}
		before.pass();
		rest();
		return true;
	}

	/**
	 * Have the present one keep nothing that only objects need, if there are none and the
	 * pool keeps nothing ready.
	 */
	void rest() {
		this.present.restIfIdle();
	}

	/**
	 * Begin none any more. The last one ends with its last object.
	 */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
		this.present.pass();
	}

}
