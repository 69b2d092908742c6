package io.github.wasmpool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The guest did not return before its deadline and was stopped. Its instance is not used
 * again.
 */
public class WasmExecutionTimeoutException extends WasmException {

	private final String function;

	private final Duration timeout;

	public WasmExecutionTimeoutException(String function, Duration timeout, @Nullable Throwable cause) {
		super(called(function) + " did not return within " + timeout.toMillis() + " ms and was stopped", cause);
		this.function = function;
		this.timeout = timeout;
	}

	/**
	 * Return the exported function that was called.
	 * @return the name of the export
	 */
	public String getFunction() {
		return this.function;
	}

	/**
	 * Return the limit.
	 * @return the limit that was reached
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

}
