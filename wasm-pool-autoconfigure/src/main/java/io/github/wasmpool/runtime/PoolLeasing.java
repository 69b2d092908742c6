package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.coordination.Lease;
import io.github.wasmpool.coordination.Leasing;
import io.github.wasmpool.coordination.Place;
import io.github.wasmpool.pool.Slot;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.pool.WaitingPlace;
import io.github.wasmpool.wasmtime.GuestInstance;

/**
 * Leases the instances of a pool to coordinators.
 */
final class PoolLeasing implements Leasing {

	private final InstancePool pool;

	private final SlotPool<GuestInstance> slots;

	private final Duration acquireTimeout;

	PoolLeasing(InstancePool pool, SlotPool<GuestInstance> slots, Duration acquireTimeout) {
		this.pool = pool;
		this.slots = slots;
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
	public Place place() {
		return new PoolPlace(this.slots.waitingPlace());
	}

	private Lease lease(LoanOptions options, WaitingPlace place) {
		Duration executionTimeout = this.pool.executionTimeout(options);
		Duration given = options.acquireTimeout();
		Slot<GuestInstance> slot = this.pool.take((given != null) ? given : this.acquireTimeout, place);
		return new PoolLease(this.pool, this.slots, slot, executionTimeout);
	}

	private final class PoolPlace implements Place {

		private final WaitingPlace place;

		PoolPlace(WaitingPlace place) {
			this.place = place;
		}

		@Override
		public void take() {
			PoolLeasing.this.slots.take(this.place);
		}

		@Override
		public Lease lease(LoanOptions options) {
			return PoolLeasing.this.lease(options, this.place);
		}

		@Override
		public void close() {
			this.place.close();
		}

	}

}
