package io.github.wasmpool.runtime;

import io.github.wasmpool.pool.PooledFactory;
import io.github.wasmpool.wasmtime.GuestInstance;

/**
 * Makes and resets instances on the threads of a pool: both run code of the guest.
 */
final class DedicatedFactory implements PooledFactory<GuestInstance> {

	private final DedicatedExecution execution;

	private final PooledFactory<GuestInstance> factory;

	DedicatedFactory(DedicatedExecution execution, PooledFactory<GuestInstance> factory) {
		this.execution = execution;
		this.factory = factory;
	}

	@Override
	public GuestInstance create() {
		return this.execution.run(this.factory::create);
	}

	@Override
	public boolean reset(GuestInstance instance) {
		return this.execution.run(() -> this.factory.reset(instance));
	}

	@Override
	public void destroy(GuestInstance instance) {
		this.factory.destroy(instance);
	}

}
