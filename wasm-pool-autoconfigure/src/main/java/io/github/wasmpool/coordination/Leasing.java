package io.github.wasmpool.coordination;

import java.time.Duration;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmPoolStats;

/**
 * A pool, as a coordinator sees it.
 *
 * <p>
 * Thread-safe.
 */
public interface Leasing {

	/**
	 * Return the numbers of the pool.
	 * @return a snapshot
	 */
	WasmPoolStats stats();

	/**
	 * Return how long a borrower waits who does not say so.
	 * @return zero or more
	 */
	Duration acquireTimeout();

	/**
	 * Lease an instance.
	 * @param options the terms of the loan
	 * @return the lease, to be closed
	 */
	Lease lease(LoanOptions options);

}
