package io.github.wasmpool.coordination;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmCoordinator;
import org.jspecify.annotations.Nullable;

/**
 * Leases the coordinators of a pool.
 *
 * <p>
 * Thread-safe. It keeps no reference to a coordinator, so that one which is forgotten
 * becomes unreachable with its instances.
 */
public final class Coordination {

	private final Leasing leasing;

	private final Gatherer gatherer;

	private final Helpers helpers;

	/**
	 * Create a source of coordinators.
	 * @param leasing the pool
	 * @param executor helps the threads that coordinate, or {@code null} if nobody does
	 */
	public Coordination(Leasing leasing, @Nullable Executor executor) {
		this.leasing = leasing;
		this.gatherer = new Gatherer(leasing);
		this.helpers = new Helpers(executor, System::nanoTime);
	}

	/**
	 * Lease a coordinator.
	 * @param instances of how many instances
	 * @param options the terms of their loans
	 * @return a coordinator that the caller closes
	 */
	public WasmCoordinator coordinator(int instances, LoanOptions options) {
		Duration given = options.acquireTimeout();
		Duration timeout = (given != null) ? given : this.leasing.acquireTimeout();
		List<Lease> leases = this.gatherer.gather(instances, options.withAcquireTimeout(timeout), timeout);
		return new Coordinator(this.leasing, leases, timeout, this.helpers);
	}

}
