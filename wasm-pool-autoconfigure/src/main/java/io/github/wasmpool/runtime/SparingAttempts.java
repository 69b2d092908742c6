package io.github.wasmpool.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Makes what costs something for good each time it is tried, as instances on a shared
 * memory do. After some failures in a row it waits longer and longer before it tries
 * again, and fails in the meantime for the same reason.
 *
 * <p>
 * Thread-safe. Several threads may try at once.
 *
 * @param <T> the type of what is made
 */
final class SparingAttempts<T> implements Supplier<T> {

	private static final int FAILURES_WITHOUT_DELAY = 2;

	private static final long FIRST_DELAY = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_DELAY = TimeUnit.SECONDS.toNanos(5);

	private static final int MAX_DOUBLINGS = 16;

	private final Supplier<T> attempt;

	private final LongSupplier clock;

	private final AtomicReference<@Nullable Failure> last = new AtomicReference<>();

	/**
	 * Create what makes it.
	 * @param attempt does the work, or fails
	 * @param clock tells the time in nanoseconds
	 */
	SparingAttempts(Supplier<T> attempt, LongSupplier clock) {
		this.attempt = attempt;
		this.clock = clock;
	}

	@Override
	public T get() {
		Failure failure = this.last.get();
		if (failure != null && failure.retryAt() - this.clock.getAsLong() > 0) {
			if (failure.thrown() instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) failure.thrown();
		}
		try {
			T made = this.attempt.get();
			this.last.set(null);
			return made;
		}
		catch (RuntimeException | Error ex) {
			this.last.updateAndGet((before) -> after((before != null) ? before.inARow() + 1 : 1, ex));
			throw ex;
		}
	}

	private Failure after(int inARow, Throwable thrown) {
		int delayed = inARow - FAILURES_WITHOUT_DELAY;
		long delay = (delayed > 0) ? FIRST_DELAY << Math.min(delayed - 1, MAX_DOUBLINGS) : 0;
		return new Failure(inARow, thrown, this.clock.getAsLong() + Math.min(delay, LONGEST_DELAY));
	}

	private record Failure(int inARow, Throwable thrown, long retryAt) {

	}

}
