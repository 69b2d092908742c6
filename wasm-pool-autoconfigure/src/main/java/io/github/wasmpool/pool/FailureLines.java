package io.github.wasmpool.pool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Decides which failures are worth a line in the log: one of a kind in a second, with the
 * number of those of its kind that were left out before.
 *
 * <p>
 * Thread-safe.
 */
public final class FailureLines {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final LongSupplier clock;

	private final Map<Class<?>, Kind> kinds = new ConcurrentHashMap<>();

	/**
	 * Create what decides.
	 * @param clock tells the time in nanoseconds
	 */
	public FailureLines(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * Ask for a line.
	 * @param failure what failed
	 * @return how the line ends, often with nothing; {@code null} if there is to be none
	 */
	public @Nullable String end(Throwable failure) {
		long now = this.clock.getAsLong();
		Kind kind = this.kinds.computeIfAbsent(failure.getClass(), (first) -> new Kind(new AtomicLong(now - SECOND)));
		long last = kind.last().get();
		if (now - last < SECOND || !kind.last().compareAndSet(last, now)) {
			kind.leftOut().incrementAndGet();
			return null;
		}
		long leftOut = kind.leftOut().getAndSet(0);
		return (leftOut > 0) ? " (" + Wording.count(leftOut, "failure") + " of this kind left out before)" : "";
	}

	/**
	 * Failures of one class.
	 *
	 * @param last when one had a line
	 * @param leftOut how many had none since then
	 */
	private record Kind(AtomicLong last, AtomicLong leftOut) {

		Kind(AtomicLong last) {
			this(last, new AtomicLong());
		}

	}

}
