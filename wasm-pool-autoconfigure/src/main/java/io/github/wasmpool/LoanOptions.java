package io.github.wasmpool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The terms of one loan, where they differ from the pool's.
 *
 * @param acquireTimeout how long to wait for an instance, zero to fail at once, or
 * {@code null} for the pool's
 * @param executionTimeout how long one entry into the guest may take, positive, or
 * {@code null} for the pool's
 */
public record LoanOptions(@Nullable Duration acquireTimeout, @Nullable Duration executionTimeout) {

	public LoanOptions {
		if (acquireTimeout != null && acquireTimeout.isNegative()) {
			throw new IllegalArgumentException("'acquireTimeout' must not be negative but is " + acquireTimeout);
		}
		if (executionTimeout != null && (executionTimeout.isNegative() || executionTimeout.isZero())) {
			throw new IllegalArgumentException("'executionTimeout' must be positive but is " + executionTimeout);
		}
	}

	/**
	 * The pool's own terms.
	 * @return options that name nothing
	 */
	public static LoanOptions ofPool() {
		return new LoanOptions(null, null);
	}

	/**
	 * The same terms with another acquire timeout.
	 * @param timeout how long to wait for an instance, zero to fail at once, or after a
	 * moment (up to 100 ms) where a slot is just being refilled
	 * @return new options
	 */
	public LoanOptions withAcquireTimeout(Duration timeout) {
		return new LoanOptions(timeout, this.executionTimeout);
	}

	/**
	 * The same terms with another execution timeout.
	 * @param timeout how long one entry into the guest may take, positive
	 * @return new options
	 */
	public LoanOptions withExecutionTimeout(Duration timeout) {
		return new LoanOptions(this.acquireTimeout, timeout);
	}

}
