package io.github.wasmpool.coordination;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmPoolStats;
import org.jspecify.annotations.Nullable;

/**
 * Makes the coordinators of a pool.
 *
 * <p>
 * Thread-safe. It keeps no reference to a coordinator, so that one which is forgotten
 * becomes unreachable with its instances.
 */
public final class Coordination {

	private final Supplier<WasmPoolStats> stats;

	private final Helpers helpers;

	/**
	 * Create a source of coordinators.
	 * @param stats takes a snapshot of the numbers of the pool
	 * @param executor helps the threads that coordinate, or {@code null} if nobody does
	 */
	public Coordination(Supplier<WasmPoolStats> stats, @Nullable Executor executor) {
		this.stats = stats;
		this.helpers = new Helpers(executor, System::nanoTime);
	}

	/**
	 * Let instances work together.
	 * @param leases the instances, which belong to the coordinator from now on
	 * @param timeout how long to wait where one has to be replaced
	 * @return a coordinator that the caller closes
	 */
	public WasmCoordinator coordinator(List<? extends Lease> leases, Duration timeout) {
		return new Coordinator(this.stats, new Leases(leases, timeout), this.helpers);
	}

}
