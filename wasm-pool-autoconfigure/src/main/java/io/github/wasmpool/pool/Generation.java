package io.github.wasmpool.pool;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects that one factory makes for a pool. It lasts from the moment in which it
 * became the present one until another one is, or the pool is closed, and its last object
 * was freed; then the factory is closed.
 *
 * <p>
 * Thread-safe.
 *
 * @param <T> the type of what is pooled
 */
public final class Generation<T> {

	private static final Logger logger = LoggerFactory.getLogger(Generation.class);

	private final String pool;

	private final long number;

	private final PooledFactory<T> factory;

	private final BooleanSupplier resting;

	/** The pool, each object, and whoever is about to make one. */
	private final AtomicInteger users = new AtomicInteger(1);

	private final AtomicBoolean past = new AtomicBoolean();

	/** Of the factory, which does not rest once it is closed. */
	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock. */
	private boolean closed;

	/**
	 * Create a generation.
	 * @param pool the name of the pool
	 * @param number 1 for the first of a pool, one more for each later one
	 * @param factory makes its objects
	 * @param resting whether the pool keeps nothing ready
	 */
	Generation(String pool, long number, PooledFactory<T> factory, BooleanSupplier resting) {
		this.pool = pool;
		this.number = number;
		this.factory = factory;
		this.resting = resting;
	}

	/**
	 * Return its number.
	 * @return 1 for the first of a pool, one more for each later one
	 */
	public long number() {
		return this.number;
	}

	/**
	 * Return what makes its objects.
	 * @return the factory
	 */
	public PooledFactory<T> factory() {
		return this.factory;
	}

	/**
	 * Keep it from ending, unless it has ended.
	 * @return whether it lasts until {@link #release()} is called
	 */
	boolean retain() {
		int seen = this.users.get();
		while (seen > 0) {
			int witness = this.users.compareAndExchange(seen, seen + 1);
			if (witness == seen) {
				return true;
			}
			seen = witness;
		}
		return false;
	}

	/**
	 * Let it end with its last object. Throws nothing.
	 */
	void release() {
		if (this.users.decrementAndGet() == 0) {
			free(this::close);
		}
		else {
			restIfIdle();
		}
	}

	/**
	 * Have the factory keep nothing that only objects need, if the pool keeps nothing
	 * ready and there are none. Throws nothing.
	 */
	void restIfIdle() {
		if (this.users.get() == 1 && !this.past.get() && this.resting.getAsBoolean()) {
			free(this::rest);
		}
	}

	private void close() {
		this.closed = true;
		this.factory.close();
	}

	private void rest() {
		// Its last user may have left since it was seen to be idle
		if (!this.closed) {
			this.factory.rest();
		}
	}

	private void free(Runnable work) {
		this.lock.lock();
		try {
			work.run();
		}
		catch (Throwable ex) {
			logger.warn("{} - generation {} could not be freed, its native memory may be lost", this.pool, this.number,
					ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let it be the present one no more. Idempotent.
	 */
	void pass() {
		if (this.past.compareAndSet(false, true)) {
			release();
		}
	}

	@Override
	public String toString() {
		return "generation " + this.number;
	}

}
