package io.github.wasmpool.wasmtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The clock of an application: one thread that advances the epoch of every engine at a
 * fixed interval, and lives while there is an engine.
 *
 * <p>
 * It advances the engines first and its own counter second, so a deadline that was set at
 * a counter of {@code n} can be reached at most one advance early, which
 * {@link #ticks(Duration)} allows for. It never catches up after a stall: advances that
 * follow each other at once would end calls long before their time.
 *
 * <p>
 * Thread-safe.
 */
public final class EpochTicker {

	private final ReentrantLock lock = new ReentrantLock();

	private final long interval;

	/** Replaced, never changed, under the lock. */
	private volatile List<Epoch> epochs = List.of();

	/** Guarded by the lock; {@code null} while there is no engine. */
	private @Nullable Thread thread;

	private final AtomicLong count = new AtomicLong();

	/**
	 * Create a clock.
	 * @param interval the time between two advances, positive
	 */
	public EpochTicker(Duration interval) {
		this.interval = interval.toNanos();
	}

	/**
	 * Return how often the clock has advanced.
	 * @return a count that only grows
	 */
	long count() {
		return this.count.get();
	}

	/**
	 * Convert a time limit. The first advance can follow at once, and the engine can be
	 * one advance ahead of the counter: two more than the limit never cut a call short.
	 * @param limit a positive time
	 * @return advances from now to the deadline
	 */
	long ticks(Duration limit) {
		long whole = (limit.compareTo(Duration.ofDays(36_500)) < 0)
				? (limit.toNanos() + this.interval - 1) / this.interval : Long.MAX_VALUE / 4;
		return whole + 2;
	}

	void add(Epoch epoch) {
		this.lock.lock();
		try {
			if (this.thread == null) {
				Thread started = new OwnThread("wasm-epoch", 0, null, this::run);
				started.start();
				this.thread = started;
			}
			List<Epoch> more = new ArrayList<>(this.epochs);
			more.add(epoch);
			this.epochs = more;
		}
		finally {
			this.lock.unlock();
		}
	}

	void remove(Epoch epoch) {
		this.lock.lock();
		try {
			List<Epoch> fewer = new ArrayList<>(this.epochs);
			fewer.remove(epoch);
			this.epochs = fewer;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		boolean running = true;
		while (running) {
			running = tick();
		}
	}

	private boolean tick() {
		try {
			pause();
			advance();
			return goOn();
		}
		catch (OutOfMemoryError ex) {
			// Memory may be had again, but without a clock no guest could be stopped
			return true;
		}
	}

	private void advance() {
		try {
			for (Epoch epoch : this.epochs) {
				epoch.advance();
			}
		}
		finally {
			this.count.incrementAndGet();
		}
	}

	private boolean goOn() {
		this.lock.lock();
		try {
			if (this.epochs.isEmpty()) {
				this.thread = null;
				return false;
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void pause() {
		long due = System.nanoTime() + this.interval;
		for (long left = this.interval; left > 0; left = due - System.nanoTime()) {
			LockSupport.parkNanos(this, left);
			// An interrupt would turn the pause into a busy loop; nobody has a reason to.
			Thread.interrupted();
		}
	}

}
