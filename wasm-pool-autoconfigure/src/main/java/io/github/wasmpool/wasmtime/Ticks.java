package io.github.wasmpool.wasmtime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The scale of a clock: the wall-clock time since it was made, and the same in ticks, of
 * which each takes an interval. Nobody counts them, so none is ever missing.
 *
 * <p>
 * Immutable, thread-safe. All times are nanoseconds since the scale was made.
 */
final class Ticks {

	/** The longest limit, which nobody lives to see: 100 years. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final LongSupplier nanoTime;

	private final long start;

	private final long interval;

	/**
	 * Create a scale that begins now.
	 * @param interval the time a tick takes, positive
	 * @param nanoTime what {@link System#nanoTime()} is outside tests: it never goes back
	 */
	Ticks(Duration interval, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
		this.interval = interval.toNanos();
	}

	/**
	 * Return the time.
	 * @return zero or more
	 */
	long now() {
		return this.nanoTime.getAsLong() - this.start;
	}

	/**
	 * Return the tick a time lies in.
	 * @param time zero or more
	 * @return its number, the first is 0
	 */
	long at(long time) {
		return time / this.interval;
	}

	/**
	 * Return when a tick begins.
	 * @param tick its number
	 * @return the first time that lies in it
	 */
	long begin(long tick) {
		return tick * this.interval;
	}

	/**
	 * Convert a time limit.
	 * @param limit a positive time
	 * @return the same, 100 years at most
	 */
	static long nanos(Duration limit) {
		return ((limit.compareTo(LONGEST) < 0) ? limit : LONGEST).toNanos();
	}

	/**
	 * Return the tick by whose begin a limit is over that begins to count in a tick,
	 * however late in it.
	 * @param tick the tick in which it begins
	 * @param nanos the limit, positive
	 * @return the first such tick: it begins less than two intervals after the limit
	 */
	long deadline(long tick, long nanos) {
		return tick + 1 + (nanos + this.interval - 1) / this.interval;
	}

}
