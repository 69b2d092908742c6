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
 * @param output whether what the guest writes to standard output and error is kept for
 * the borrower instead of being logged
 */
public record LoanOptions(@Nullable Duration acquireTimeout, @Nullable Duration executionTimeout, boolean output) {

	/**
	 * Create terms.
	 * @throws IllegalArgumentException if the acquire timeout is negative, or the
	 * execution timeout is not positive
	 */
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
		return new LoanOptions(null, null, false);
	}

	/**
	 * The same terms with another acquire timeout.
	 * @param timeout how long to wait for an instance, zero to fail at once, or after a
	 * moment (up to 100 ms) where a slot is just being refilled
	 * @return new options
	 * @throws IllegalArgumentException if it is negative
	 */
	public LoanOptions withAcquireTimeout(Duration timeout) {
		return new LoanOptions(timeout, this.executionTimeout, this.output);
	}

	/**
	 * The same terms with another execution timeout.
	 * @param timeout how long one entry into the guest may take, positive
	 * @return new options
	 * @throws IllegalArgumentException if it is not
	 */
	public LoanOptions withExecutionTimeout(Duration timeout) {
		return new LoanOptions(this.acquireTimeout, timeout, this.output);
	}

	/**
	 * The same terms, and what the guest writes during the loan is kept for
	 * {@link WasmInstance#stdout()} and {@link WasmInstance#stderr()} instead of being
	 * logged: up to the {@code wasi.output-limit} of the pool, past which a write ends
	 * the call of the guest. Without a loan of one's own there is no such output:
	 * {@link WasmPool#withInstance} and the calls of a pool log it.
	 * @return new options
	 */
	public LoanOptions withOutput() {
		return new LoanOptions(this.acquireTimeout, this.executionTimeout, true);
	}

}
