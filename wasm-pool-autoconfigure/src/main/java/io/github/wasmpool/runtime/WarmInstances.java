package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.pool.PooledFactory;
import io.github.wasmpool.wasmtime.CallCounts;
import io.github.wasmpool.wasmtime.GuestInstance;
import org.jspecify.annotations.Nullable;

/**
 * The instances of a pool that keep their state from loan to loan, as long as they are in
 * order.
 *
 * @param factory makes instances
 * @param execution runs the guests
 * @param executionTimeout the limit of each entry into the guest
 * @param resetExport a function to call after each loan, or {@code null} for none
 * @param validator decides after each loan whether the instance is in order, or
 * {@code null} for none
 * @param maxMemoryGrowth by how many pages an instance may grow, or {@code null} for any
 * number
 * @param clients makes the clients of loans
 * @param counts gets what was called
 */
record WarmInstances(InstanceFactory factory, Execution execution, Duration executionTimeout,
		@Nullable String resetExport, @Nullable WasmInstanceValidator validator, @Nullable Integer maxMemoryGrowth,
		ClientFactory clients, CallCounts counts) implements PooledFactory<GuestInstance> {

	@Override
	public GuestInstance create() {
		return this.execution.runGuest(this.factory::create);
	}

	@Override
	public @Nullable RetirementReason reset(GuestInstance instance) {
		instance.report(this.counts);
		RetirementReason failure = instance.failure();
		if (failure != null) {
			return failure;
		}
		if ((this.resetExport != null || this.validator != null)
				&& !this.execution.<Boolean>runGuest(() -> resetAndValidate(instance))) {
			return RetirementReason.VALIDATION;
		}
		return (this.maxMemoryGrowth != null && instance.grownBy() > this.maxMemoryGrowth)
				? RetirementReason.MEMORY_GROWTH : null;
	}

	private boolean resetAndValidate(GuestInstance instance) {
		try {
			if (this.resetExport != null) {
				instance.limit(this.executionTimeout);
				instance.function(this.resetExport).callVoid();
			}
			boolean valid = true;
			if (this.validator != null) {
				instance.limit(this.executionTimeout);
				valid = Visit.of(instance, this.clients, this.validator::isValid);
			}
			return valid && instance.isHealthy();
		}
		finally {
			instance.report(CallMeter.NONE);
		}
	}

	@Override
	public void destroy(GuestInstance instance) {
		instance.report(this.counts);
		instance.dispose();
	}

}
