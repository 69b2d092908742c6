package io.github.wasmpool.pool;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Permits, and the line of those who wait for them: one or several each, all or none.
 *
 * <p>
 * Who waits is served in turn, in one of two ways, as with the mutex of Go. As long as
 * the first in line has not waited for long, it is woken when its permits are there and
 * takes them itself; newcomers may be faster. That matters, as a thread that runs does a
 * thousand short loans in the time in which another one wakes up. Once it has waited for
 * {@link #PATIENCE}, of that for {@link #TURN} as the first, or others have passed it
 * {@link #MOST_PASSES} times, nobody passes, and permits are handed over to it even
 * before it wakes. So nobody is passed by more than that, and a long line, in which all
 * have waited for long, does not make each loan wait for another thread to wake up.
 *
 * <p>
 * Thread-safe; nobody spins. All accesses are sequentially consistent: of a thread that
 * returns a permit and then looks for somebody to wake, and one that goes to sleep and
 * then looks for permits, at least one sees the other.
 */
final class Permits {

	/** How many newcomers may take a permit while somebody waits. */
	static final int MOST_PASSES = 5_000;

	/** For how long the first may have waited until nobody passes, in nanoseconds. */
	static final long PATIENCE = TimeUnit.MICROSECONDS.toNanos(500);

	/**
	 * For how long it has to have been the first by then, in nanoseconds: some times what
	 * it takes to switch to another thread.
	 */
	static final long TURN = TimeUnit.MICROSECONDS.toNanos(50);

	private final LongSupplier clock;

	private final AtomicInteger free = new AtomicInteger();

	private final AtomicLong passes = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock. */
	private final Set<Waiter> line = new LinkedHashSet<>();

	private volatile @Nullable Waiter first;

	private volatile int most;

	/**
	 * Create a line, and no permits.
	 * @param most how many anybody can wait for
	 * @param clock tells the time in nanoseconds
	 */
	Permits(int most, LongSupplier clock) {
		this.most = most;
		this.clock = clock;
	}

	/**
	 * Take permits without waiting. That may pass those who wait.
	 * @param count how many
	 * @return whether there were as many to be had
	 */
	boolean tryTake(int count) {
		Waiter first = this.first;
		return this.free.get() >= count && (first == null || mayPass(first)) && seize(count);
	}

	/**
	 * Take permits if there are as many, whoever waits.
	 * @param count how many
	 * @return whether there were
	 */
	boolean seize(int count) {
		int seen = this.free.get();
		while (seen >= count) {
			int witness = this.free.compareAndExchange(seen, seen - count);
			if (witness == seen) {
				return true;
			}
			seen = witness;
		}
		return false;
	}

	/**
	 * Return permits, or add new ones.
	 * @param count how many
	 */
	void release(int count) {
		this.free.addAndGet(count);
		Waiter first = this.first;
		if (first != null && (!first.awake || isDue(first))) {
			serve();
		}
	}

	/**
	 * Whether anybody waits.
	 */
	boolean isAwaited() {
		return this.first != null;
	}

	/**
	 * Whether there is a permit that nobody waits for.
	 */
	boolean isAnyIdle() {
		return this.free.get() > 0 && this.first == null;
	}

	/**
	 * Take a place at the end of the line. It is to be left.
	 * @param wanted how many permits the calling thread waits for
	 * @return the place
	 */
	Waiter join(int wanted) {
		this.lock.lock();
		try {
			Waiter waiter = new Waiter(wanted, this.passes.get(), this.clock.getAsLong());
			this.line.add(waiter);
			if (this.first == null) {
				lead(waiter);
			}
			return waiter;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait in line, as long as so many permits can be had. An interrupt ends the waiting,
	 * and the flag stays set.
	 * @param waiter the place of the calling thread
	 * @param nanos how long to wait since it was taken
	 */
	void await(Waiter waiter, long nanos) {
		long rest = nanos;
		while (!isServed(waiter) && waiter.wanted <= this.most && rest > 0 && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(this, rest);
			rest = nanos - (this.clock.getAsLong() - waiter.since);
		}
	}

	/**
	 * Look for permits, and be woken from now on if there are none. Both under the lock:
	 * waiting for the lock would use up a wake-up that came in between.
	 */
	private boolean isServed(Waiter waiter) {
		this.lock.lock();
		try {
			waiter.awake = false;
			serveLocked(waiter);
			return waiter.served;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Leave the line.
	 * @param waiter a place
	 * @return whether who had it has the permits now
	 */
	boolean leave(Waiter waiter) {
		this.lock.lock();
		try {
			remove(waiter);
		}
		finally {
			this.lock.unlock();
		}
		serve();
		return waiter.served;
	}

	/**
	 * Change how many permits anybody can wait for. Those who wait for more wake up.
	 * @param most how many, zero to let nobody wait
	 */
	void limitTo(int most) {
		this.most = most;
		this.lock.lock();
		try {
			for (Waiter waiter : this.line) {
				if (waiter.wanted > most) {
					LockSupport.unpark(waiter.thread);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void serve() {
		this.lock.lock();
		try {
			serveLocked(null);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Hand permits over to those at the head of the line who are due, or who look for
	 * them, and wake the next one if it can have its own.
	 * @param looking whose thread calls this, or {@code null} if it does not wait
	 */
	private void serveLocked(@Nullable Waiter looking) {
		Waiter first = this.first;
		while (first != null && (first == looking || isDue(first)) && seize(first.wanted)) {
			first.served = true;
			remove(first);
			LockSupport.unpark(first.thread);
			first = this.first;
		}
		if (first != null && !first.awake && this.free.get() >= first.wanted) {
			first.awake = true;
			LockSupport.unpark(first.thread);
		}
	}

	private void remove(Waiter waiter) {
		this.line.remove(waiter);
		if (waiter == this.first) {
			lead(this.line.isEmpty() ? null : this.line.iterator().next());
		}
	}

	private void lead(@Nullable Waiter waiter) {
		if (waiter != null) {
			waiter.firstSince = this.clock.getAsLong();
		}
		this.first = waiter;
	}

	private boolean mayPass(Waiter first) {
		long limit = first.passes + MOST_PASSES;
		return !isDue(first) && this.passes.getAndUpdate((count) -> (count < limit) ? count + 1 : count) < limit;
	}

	private boolean isDue(Waiter first) {
		if (!first.due) {
			long now = this.clock.getAsLong();
			first.due = this.passes.get() - first.passes >= MOST_PASSES
					|| (now - first.since >= PATIENCE && now - first.firstSince >= TURN);
		}
		return first.due;
	}

	/**
	 * A place in the line.
	 */
	static final class Waiter {

		private final Thread thread = Thread.currentThread();

		final int wanted;

		/** How often anybody had passed when this place was taken. */
		private final long passes;

		private final long since;

		private volatile long firstSince;

		/** Whether the thread will look for permits by itself. */
		private volatile boolean awake = true;

		/** Whether nobody passes any more. */
		private volatile boolean due;

		volatile boolean served;

		private Waiter(int wanted, long passes, long since) {
			this.wanted = wanted;
			this.passes = passes;
			this.since = since;
		}

	}

}
