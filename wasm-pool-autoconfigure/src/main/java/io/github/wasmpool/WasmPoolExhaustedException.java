package io.github.wasmpool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * No instance became free in time, or too many borrowers wait already.
 */
public class WasmPoolExhaustedException extends WasmPoolException {

	private final Duration waited;

	public WasmPoolExhaustedException(WasmPoolStats stats, String message, Duration waited) {
		this(stats, message, waited, null);
	}

	public WasmPoolExhaustedException(WasmPoolStats stats, String message, Duration waited, @Nullable Throwable cause) {
		super(stats, message, cause);
		this.waited = waited;
	}

	/**
	 * Return how long the borrower waited.
	 * @return the time, zero if it was refused at once
	 */
	public Duration getWaited() {
		return this.waited;
	}

}
