package io.github.wasmpool.wasmtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The clock of an application: one thread that brings the epoch of every engine to where
 * the wall-clock time is, once an interval. It lives while any engine has a store that
 * may need it, and ends within an interval after that.
 *
 * <p>
 * Where it comes late, because the processors are busy or the process was stopped for a
 * while, it makes up for all that it missed. That ends no call before its time: deadlines
 * are ticks of the wall-clock time and not counts from where an engine stands. Making up
 * for an hour takes an eighth of a second an engine, with the usual interval.
 *
 * <p>
 * Thread-safe.
 */
public final class EpochTicker {

	private final ReentrantLock lock = new ReentrantLock();

	private final Ticks ticks;

	private final ThreadFactory threads;

	/** Replaced, never changed, under the lock. */
	private volatile List<Epoch> epochs = List.of();

	/** Guarded by the lock; {@code null} while no engine needs it. */
	private @Nullable Thread thread;

	/**
	 * Create a clock.
	 * @param interval the time between two advances, positive
	 */
	public EpochTicker(Duration interval) {
		this(interval, System::nanoTime, (work) -> new OwnThread("wasm-epoch", 0, null, work));
	}

	/**
	 * Create a clock that tests can turn.
	 * @param interval the time between two advances, positive
	 * @param nanoTime what tells the time
	 * @param threads makes the thread that advances the engines
	 */
	EpochTicker(Duration interval, LongSupplier nanoTime, ThreadFactory threads) {
		this.ticks = new Ticks(interval, nanoTime);
		this.threads = threads;
	}

	/**
	 * Return what the clock goes by.
	 * @return its ticks
	 */
	Ticks ticks() {
		return this.ticks;
	}

	/**
	 * Advance an engine from now on, as one more of its stores may have a deadline.
	 * @param epoch the epoch of the engine
	 */
	void add(Epoch epoch) {
		this.lock.lock();
		try {
			if (this.thread == null) {
				Thread started = this.threads.newThread(this::run);
				started.start();
				this.thread = started;
			}
			if (epoch.join()) {
				epoch.begin(this.ticks.at(this.ticks.now()));
				List<Epoch> more = new ArrayList<>(this.epochs);
				more.add(epoch);
				this.epochs = more;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Advance an engine no more, once the last of its stores is gone.
	 * @param epoch the epoch of the engine, once for each time it was added
	 */
	void remove(Epoch epoch) {
		this.lock.lock();
		try {
			if (epoch.leave()) {
				List<Epoch> fewer = new ArrayList<>(this.epochs);
				fewer.remove(epoch);
				this.epochs = fewer;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		boolean running = true;
		while (running) {
			long tick = this.ticks.at(this.ticks.now());
			boolean late = false;
			try {
				late = !advance(tick);
				running = goOn();
			}
			catch (OutOfMemoryError ex) {
				// Memory may be had again, but without a clock no guest could be stopped
				late = false;
			}
			if (running && !late) {
				pauseUntil(this.ticks.begin(tick + 1));
			}
		}
	}

	/**
	 * Bring all engines nearer to a tick, or to it, by turns.
	 * @param tick the tick of the wall-clock time
	 * @return whether all are there
	 */
	boolean advance(long tick) {
		boolean there = true;
		for (Epoch epoch : this.epochs) {
			there &= epoch.advance(tick);
		}
		return there;
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

	private void pauseUntil(long time) {
		for (long left = time - this.ticks.now(); left > 0; left = time - this.ticks.now()) {
			LockSupport.parkNanos(this, left);
			// An interrupt would turn the pause into a busy loop; nobody has a reason to.
			Thread.interrupted();
		}
	}

}
