package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.loan.UnguardedGuest;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.SharedMemory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the instances of a pool, all in the same way.
 *
 * @param code what they run
 * @param seeded its module in the state they begin in, or {@code null} for the state of
 * the code
 * @param memory the memory they share, or {@code null} if they have their own
 */
record InstanceFactory(PoolCode code, @Nullable ModuleHandle seeded, @Nullable SharedMemory memory) {

	/**
	 * Make an instance. Runs code of the guest.
	 * @return a new instance that the caller disposes
	 */
	GuestInstance create() {
		GenerationPlan plan = this.code.plan();
		GuestInstance instance = module().create(this.code.linker().linkInstance(), this.memory, plan.pool());
		instance.limitHostCalls(plan.maxHostCalls());
		if (this.code.clients().adopt(UnguardedGuest.of(instance))) {
			prepare(instance, this.code.clients());
		}
		instance.report(CallMeter.NONE);
		return instance;
	}

	/**
	 * Have a place for the arguments of clients, so that borrowers do not wait for that.
	 */
	private void prepare(GuestInstance instance, ClientFactory clients) {
		try {
			instance.limit(settings().initialization().timeout());
			clients.prepare(UnguardedGuest.of(instance));
			instance.limit(settings().executionTimeout());
		}
		catch (Throwable ex) {
			instance.dispose();
			if (ex instanceof Error error) {
				throw error;
			}
			throw new WasmInstanceCreationException(this.code.module().name(), String.valueOf(ex.getMessage()), ex);
		}
	}

	/**
	 * Return the module whose instances are made. If they begin in a state that was not
	 * reached yet, that happens now.
	 */
	ModuleHandle module() {
		PoolSnapshot snapshot = this.code.snapshot();
		return (this.seeded != null) ? this.seeded : (snapshot != null) ? snapshot.module() : this.code.module();
	}

	/**
	 * Return the settings of their module.
	 */
	ModuleSettings settings() {
		return this.code.module().settings();
	}

}
