package io.github.wasmpool.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.type.Wording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the failures of the calls of a pool, at most one of a kind in a second, each with
 * the number of those of its kind that were left out before.
 *
 * <p>
 * Thread-safe.
 */
final class FailureLog {

	private static final Logger logger = LoggerFactory.getLogger(FailureLog.class);

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final String pool;

	private final LongSupplier clock;

	private final Map<Class<?>, Kind> kinds = new ConcurrentHashMap<>();

	/**
	 * Create a log.
	 * @param pool the name of the pool
	 * @param clock tells the time in nanoseconds
	 */
	FailureLog(String pool, LongSupplier clock) {
		this.pool = pool;
		this.clock = clock;
	}

	/**
	 * Log a failure, or leave it out. Guests that end themselves may have done what they
	 * should, and are left to their callers.
	 * @param failure what the caller is thrown
	 */
	void failed(WasmException failure) {
		if (failure instanceof WasmExitException) {
			logger.debug("{} - a guest ended itself", this.pool, failure);
			return;
		}
		long now = this.clock.getAsLong();
		Kind kind = this.kinds.computeIfAbsent(failure.getClass(), (first) -> new Kind(new AtomicLong(now - SECOND)));
		long last = kind.last().get();
		if (now - last < SECOND || !kind.last().compareAndSet(last, now)) {
			kind.leftOut().incrementAndGet();
			return;
		}
		long leftOut = kind.leftOut().getAndSet(0);
		logger.warn("{} - {}{}", this.pool, Wording.line(String.valueOf(failure.getMessage())),
				(leftOut > 0) ? " (" + Wording.count(leftOut, "failure") + " of this kind left out before)" : "");
	}

	/**
	 * Failures of one class.
	 *
	 * @param last when one was logged
	 * @param leftOut how many were not since then
	 */
	private record Kind(AtomicLong last, AtomicLong leftOut) {

		Kind(AtomicLong last) {
			this(last, new AtomicLong());
		}

	}

}
