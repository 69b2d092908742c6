package io.github.wasmpool.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.pool.PooledFactory;
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
final class SparingFactory<T> implements PooledFactory<T> {

	private static final int FAILURES_WITHOUT_DELAY = 2;

	private static final long FIRST_DELAY = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_DELAY = TimeUnit.SECONDS.toNanos(5);

	private static final int MAX_DOUBLINGS = 16;

	private final PooledFactory<T> factory;

	private final LongSupplier clock;

	private final AtomicReference<@Nullable Failure> last = new AtomicReference<>();

	/**
	 * Create a factory.
	 * @param factory does the work
	 * @param clock tells the time in nanoseconds
	 */
	SparingFactory(PooledFactory<T> factory, LongSupplier clock) {
		this.factory = factory;
		this.clock = clock;
	}

	@Override
	public T create() {
		Failure failure = this.last.get();
		if (failure != null && failure.retryAt() - this.clock.getAsLong() > 0) {
			if (failure.thrown() instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) failure.thrown();
		}
		try {
			T made = this.factory.create();
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

	@Override
	public @Nullable RetirementReason reset(T object) {
		return this.factory.reset(object);
	}

	@Override
	public @Nullable RetirementReason renew(T object) {
		return this.factory.renew(object);
	}

	@Override
	public void destroy(T object) {
		this.factory.destroy(object);
	}

	@Override
	public void close() {
		this.factory.close();
	}

	private record Failure(int inARow, Throwable thrown, long retryAt) {

	}

}
