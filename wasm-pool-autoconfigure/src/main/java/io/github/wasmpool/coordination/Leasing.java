package io.github.wasmpool.coordination;

import java.time.Duration;

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
	 * Return a place among those who wait for instances, which is not taken.
	 * @return the place, to be left
	 */
	Place place();

}
