package io.github.wasmpool.runtime;

import java.util.function.LongSupplier;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.pool.FailureLines;
import io.github.wasmpool.type.Wording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the failures of the calls of a pool, one of a kind in a second.
 *
 * <p>
 * Thread-safe.
 */
final class FailureLog {

	private static final Logger logger = LoggerFactory.getLogger(FailureLog.class);

	private final String pool;

	private final FailureLines lines;

	/**
	 * Create a log.
	 * @param pool the name of the pool
	 * @param clock tells the time in nanoseconds
	 */
	FailureLog(String pool, LongSupplier clock) {
		this.pool = pool;
		this.lines = new FailureLines(clock);
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
		String end = this.lines.end(failure);
		if (end != null) {
			logger.warn("{} - {}{}", this.pool, Wording.line(String.valueOf(failure.getMessage())), end);
		}
	}

}
