package io.github.wasmpool.pool;

import java.time.Duration;

/**
 * How long to wait after failures in a row: twice as long each time, up to a limit, less
 * a random part, so that pools that failed together do not try again together.
 */
final class RetryDelay {

	static final Duration FIRST = Duration.ofMillis(100);

	static final Duration LONGEST = Duration.ofSeconds(30);

	private static final int MAX_DOUBLINGS = 16;

	private RetryDelay() {
	}

	/**
	 * Return how long to wait.
	 * @param failures how many there were in a row, at least 1
	 * @param random a random number from 0 (inclusive) to 1 (exclusive)
	 * @return from half to the whole of the delay
	 */
	static Duration after(int failures, double random) {
		long whole = FIRST.toNanos() << Math.min(failures - 1, MAX_DOUBLINGS);
		whole = Math.min(whole, LONGEST.toNanos());
		return Duration.ofNanos(whole - (long) (whole * random / 2));
	}

}
