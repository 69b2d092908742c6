package io.github.wasmpool.runtime;

import java.lang.ref.Reference;
import java.time.Duration;

import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.coordination.Lease;
import io.github.wasmpool.pool.Slot;
import io.github.wasmpool.wasmtime.GuestInstance;
import org.jspecify.annotations.Nullable;

/**
 * A loan of a pool for a coordinator. It is renewed in its own slot, so that a
 * coordinator never waits for other borrowers while it holds what they wait for.
 */
final class PoolLease implements Lease {

	private final InstancePool pool;

	private final Duration executionTimeout;

	private Slot<GuestInstance> slot;

	private Loan loan;

	/**
	 * Create a lease.
	 * @param pool the pool
	 * @param slot a slot that the calling thread acquired
	 * @param executionTimeout the limit of each entry into the guest
	 */
	PoolLease(InstancePool pool, Slot<GuestInstance> slot, Duration executionTimeout) {
		this.pool = pool;
		this.slot = slot;
		this.executionTimeout = executionTimeout;
		this.loan = pool.lend(slot, executionTimeout);
	}

	@Override
	public WasmInstance instance() {
		return this.loan;
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T call(WasmCallback<T, E> work) throws E {
		return this.pool.execution().call(this.loan, work);
	}

	@Override
	public boolean isUsable() {
		return this.loan.isUsable();
	}

	@Override
	public void renew(Duration timeout) {
		Loan old = this.loan;
		if (old.surrender()) {
			try {
				this.pool.exchange(this.slot);
			}
			finally {
				// So that the pool does not take it for a lost one
				Reference.reachabilityFence(old.holder());
			}
		}
		else {
			// Over, or it will be when the call returns that nobody waits for any more
			old.close();
			this.slot = this.pool.take(timeout);
		}
		this.loan = this.pool.lend(this.slot, this.executionTimeout);
	}

	@Override
	public void close() {
		this.loan.close();
	}

}
