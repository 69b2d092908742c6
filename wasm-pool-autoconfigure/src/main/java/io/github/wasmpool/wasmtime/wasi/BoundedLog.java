package io.github.wasmpool.wasmtime.wasi;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.wasmpool.type.Wording;

/**
 * A log that many guests write to and that all of them together cannot flood: beyond so
 * many lines a second, or so many bytes, the rest is dropped and counted.
 *
 * <p>
 * Thread-safe.
 */
final class BoundedLog implements AutoCloseable {

	static final int LINES_PER_SECOND = 1000;

	/** A line that begins below is logged whole. */
	static final int BYTES_PER_SECOND = 1 << 20;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final Consumer<String> log;

	private final LongSupplier nanoTime;

	private final Executor inASecond;

	private final ReentrantLock lock = new ReentrantLock();

	private long secondBegan;

	private int linesInSecond;

	private long bytesInSecond;

	private long dropped;

	/**
	 * Create a log.
	 * @param log logs a line
	 * @param nanoTime the clock
	 * @param inASecond runs what it is given a second later
	 */
	BoundedLog(Consumer<String> log, LongSupplier nanoTime, Executor inASecond) {
		this.log = log;
		this.nanoTime = nanoTime;
		this.inASecond = inASecond;
		this.secondBegan = nanoTime.getAsLong();
	}

	/**
	 * Log a line, or drop it.
	 * @param bytes how many the guest wrote
	 * @param line makes the line, if it is logged
	 */
	void log(int bytes, Supplier<String> line) {
		if (admit(bytes)) {
			this.log.accept(line.get());
		}
	}

	private boolean admit(int bytes) {
		this.lock.lock();
		try {
			if (isSecondOver()) {
				reportDropped();
				this.secondBegan = this.nanoTime.getAsLong();
				this.linesInSecond = 0;
				this.bytesInSecond = 0;
			}
			if (this.linesInSecond < LINES_PER_SECOND && this.bytesInSecond < BYTES_PER_SECOND) {
				this.linesInSecond++;
				this.bytesInSecond += bytes;
				return true;
			}
			if (this.dropped == 0) {
				// For the case that nobody writes any more
				this.inASecond.execute(this::reportLate);
			}
			this.dropped++;
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isSecondOver() {
		return this.nanoTime.getAsLong() - this.secondBegan >= SECOND;
	}

	private void reportLate() {
		this.lock.lock();
		try {
			if (isSecondOver()) {
				reportDropped();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void reportDropped() {
		if (this.dropped > 0) {
			this.log.accept("(dropped " + Wording.count(this.dropped, "more line") + ": guests wrote more than "
					+ Wording.count(LINES_PER_SECOND, "line") + " or " + (BYTES_PER_SECOND >> 20) + " MiB a second)");
			this.dropped = 0;
		}
	}

	/**
	 * Say at once how many lines were dropped. Guests may go on writing.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			reportDropped();
		}
		finally {
			this.lock.unlock();
		}
	}

}
