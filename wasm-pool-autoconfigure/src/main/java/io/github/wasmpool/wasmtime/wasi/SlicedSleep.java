package io.github.wasmpool.wasmtime.wasi;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waiting in slices, between which somebody looks whether it may go on.
 */
final class SlicedSleep {

	/**
	 * Waiting as it is meant.
	 */
	static final SlicedSleep REAL = new SlicedSleep(System::nanoTime, TimeUnit.NANOSECONDS::sleep);

	/** How long nobody looks. */
	static final long SLICE = TimeUnit.MILLISECONDS.toNanos(5);

	private final LongSupplier nanoTime;

	private final Sleeper sleeper;

	/**
	 * Create a way of waiting.
	 * @param nanoTime the clock
	 * @param sleeper lets the thread wait
	 */
	SlicedSleep(LongSupplier nanoTime, Sleeper sleeper) {
		this.nanoTime = nanoTime;
		this.sleeper = sleeper;
	}

	/**
	 * Wait, however long it takes.
	 * @param nanos how long, zero or more
	 * @param over ends it before
	 * @return whether the time has passed, and not only the wait was ended
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean sleep(long nanos, BooleanSupplier over) throws InterruptedException {
		long end = this.nanoTime.getAsLong() + nanos;
		long left = nanos;
		while (left > 0 && !over.getAsBoolean()) {
			this.sleeper.sleep(Math.min(left, SLICE));
			left = end - this.nanoTime.getAsLong();
		}
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		return left <= 0;
	}

	/**
	 * Lets a thread wait.
	 */
	@FunctionalInterface
	interface Sleeper {

		void sleep(long nanos) throws InterruptedException;

	}

}
