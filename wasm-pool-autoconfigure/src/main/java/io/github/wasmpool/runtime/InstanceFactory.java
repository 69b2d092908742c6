package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.pool.PooledFactory;
import io.github.wasmpool.wasmtime.GuestInstance;
import org.jspecify.annotations.Nullable;

/**
 * Makes, cleans and frees the instances of a pool.
 */
final class InstanceFactory implements PooledFactory<GuestInstance> {

	private final ModuleHandle module;

	private final Duration executionTimeout;

	private final @Nullable String resetExport;

	InstanceFactory(ModuleHandle module, Duration executionTimeout, @Nullable String resetExport) {
		this.module = module;
		this.executionTimeout = executionTimeout;
		this.resetExport = resetExport;
	}

	@Override
	public GuestInstance create() {
		return this.module.create();
	}

	@Override
	public boolean reset(GuestInstance instance) {
		if (this.resetExport != null && instance.isHealthy()) {
			instance.limit(this.executionTimeout);
			instance.function(this.resetExport).callVoid();
		}
		return instance.isHealthy();
	}

	@Override
	public void destroy(GuestInstance instance) {
		instance.dispose();
	}

}
