package io.github.wasmpool;

import java.time.Duration;

/**
 * What holds for the engine of a runtime as a whole.
 *
 * @param optimization how the compiler optimises
 * @param epochInterval the grain of deadlines, 1 ms to 1 s: a call is ended at most two
 * or three intervals after its deadline, and never before it
 * @param refillThreads the most threads that make and free instances in the background, 1
 * or more
 */
public record EngineOptions(Optimization optimization, Duration epochInterval, int refillThreads) {

	/**
	 * The options of a runtime whose configuration names none.
	 */
	public static final EngineOptions DEFAULTS = new EngineOptions(Optimization.SPEED, Duration.ofMillis(10),
			Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

	public EngineOptions {
		if (epochInterval.compareTo(Duration.ofMillis(1)) < 0 || epochInterval.compareTo(Duration.ofSeconds(1)) > 0) {
			throw new IllegalArgumentException(
					"'epoch-interval' must be between 1 ms and 1 s but is " + epochInterval.toMillis() + " ms");
		}
		if (refillThreads < 1) {
			throw new IllegalArgumentException("'refill-threads' must be at least 1 but is " + refillThreads);
		}
	}

	/**
	 * How the compiler optimises.
	 */
	public enum Optimization {

		/** Compile fast; code is slow. */
		NONE,

		/** Compile for speed. */
		SPEED,

		/** Compile for speed and for small code. */
		SPEED_AND_SIZE

	}

}
