package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.coordination.Lease;
import io.github.wasmpool.coordination.Leasing;

/**
 * Leases the instances of a pool to coordinators.
 */
final class PoolLeasing implements Leasing {

	private final InstancePool pool;

	private final Duration acquireTimeout;

	PoolLeasing(InstancePool pool, Duration acquireTimeout) {
		this.pool = pool;
		this.acquireTimeout = acquireTimeout;
	}

	@Override
	public WasmPoolStats stats() {
		return this.pool.stats();
	}

	@Override
	public Duration acquireTimeout() {
		return this.acquireTimeout;
	}

	@Override
	public Lease lease(LoanOptions options) {
		Duration executionTimeout = this.pool.executionTimeout(options);
		Duration given = options.acquireTimeout();
		return new PoolLease(this.pool, this.pool.take((given != null) ? given : this.acquireTimeout),
				executionTimeout);
	}

}
