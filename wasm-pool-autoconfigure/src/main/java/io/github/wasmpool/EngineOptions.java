package io.github.wasmpool;

import java.nio.file.Path;
import java.time.Duration;

import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the engine of a runtime as a whole.
 *
 * @param optimization how the compiler optimises
 * @param epochInterval the grain of deadlines, 1 ms to 1 s: a call is ended at most three
 * intervals after its deadline, and never before it. Where the processors are busy, it
 * takes until they get to it
 * @param refillThreads the most threads that make and free instances in the background, 1
 * or more; those that one instance holds up for 50 ms or longer, while others wait, do
 * not count
 * @param memoryReservation the bytes of address space for each memory, unless its module
 * says otherwise; {@code null} for 4 GiB, with guards 8 GiB, of which some 8,000
 * instances fit into a process. Less makes room for more, where no module grows past it
 * @param compilationCache a directory where compiled code is kept for the next start, or
 * {@code null} for none. Whoever can write to it can run native code in this process
 * @param maxInstances the most instances of all pools together, each counted with its
 * size, at least 1; {@code null} for as many as the process can hold
 * @param maxMemory the most bytes that the memories of all pools together can grow to:
 * the sum of size and ceiling; positive, {@code null} without a limit
 */
public record EngineOptions(Optimization optimization, Duration epochInterval, int refillThreads,
		@Nullable Long memoryReservation, @Nullable Path compilationCache, @Nullable Integer maxInstances,
		@Nullable Long maxMemory) {

	/**
	 * The options of a runtime whose configuration names none.
	 */
	public static final EngineOptions DEFAULTS = new EngineOptions(Optimization.SPEED, Duration.ofMillis(10),
			Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

	/**
	 * Set what matters most, with the usual reservation and without a cache.
	 * @param optimization how the compiler optimises
	 * @param epochInterval the grain of deadlines, 1 ms to 1 s
	 * @param refillThreads the most threads that make and free instances in the
	 * background, 1 or more
	 */
	public EngineOptions(Optimization optimization, Duration epochInterval, int refillThreads) {
		this(optimization, epochInterval, refillThreads, null, null);
	}

	/**
	 * Set everything but budgets, of which there are none.
	 * @param optimization how the compiler optimises
	 * @param epochInterval the grain of deadlines, 1 ms to 1 s
	 * @param refillThreads the most threads that make and free instances in the
	 * background, 1 or more
	 * @param memoryReservation the bytes of address space for each memory, or
	 * {@code null} for 4 GiB
	 * @param compilationCache a directory where compiled code is kept, or {@code null}
	 * for none
	 */
	public EngineOptions(Optimization optimization, Duration epochInterval, int refillThreads,
			@Nullable Long memoryReservation, @Nullable Path compilationCache) {
		this(optimization, epochInterval, refillThreads, memoryReservation, compilationCache, null, null);
	}

	/**
	 * Change how many instances all pools together may have.
	 * @param maxInstances at least 1, or {@code null} for as many as the process can hold
	 * @return new options
	 */
	public EngineOptions withMaxInstances(@Nullable Integer maxInstances) {
		return new EngineOptions(this.optimization, this.epochInterval, this.refillThreads, this.memoryReservation,
				this.compilationCache, maxInstances, this.maxMemory);
	}

	/**
	 * Change how many bytes the memories of all pools together may grow to.
	 * @param maxMemory positive, or {@code null} without a limit
	 * @return new options
	 */
	public EngineOptions withMaxMemory(@Nullable Long maxMemory) {
		return new EngineOptions(this.optimization, this.epochInterval, this.refillThreads, this.memoryReservation,
				this.compilationCache, this.maxInstances, maxMemory);
	}

	public EngineOptions {
		SettingProblems problems = new SettingProblems();
		problems.unless(
				epochInterval.compareTo(Duration.ofMillis(1)) >= 0
						&& epochInterval.compareTo(Duration.ofSeconds(1)) <= 0,
				"'epoch-interval' must be between 1 ms and 1 s but is " + epochInterval.toMillis() + " ms",
				"epoch-interval");
		problems.unless(refillThreads >= 1, "'refill-threads' must be at least 1 but is " + refillThreads,
				"refill-threads");
		problems.unless(memoryReservation == null || (memoryReservation > 0 && memoryReservation <= 4L << 30),
				"'memory-reservation' must be between 1 byte and 4 GiB but is " + memoryReservation,
				"memory-reservation");
		problems.unless(maxInstances == null || maxInstances >= 1,
				"'max-instances' must be at least 1 but is " + maxInstances, "max-instances");
		problems.unless(maxMemory == null || maxMemory > 0,
				"'max-memory' must be positive but is " + Wording.count((maxMemory != null) ? maxMemory : 0, "byte"),
				"max-memory");
		problems.throwAny();
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
