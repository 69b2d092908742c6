package io.github.wasmpool;

import java.time.Duration;

/**
 * No instance became free in time, or too many borrowers wait already.
 */
public class WasmPoolExhaustedException extends WasmPoolException {

	private final Duration waited;

	public WasmPoolExhaustedException(WasmPoolStats stats, String message, Duration waited) {
		super(stats, message, null);
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
