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

	private final PoolShare share;

	InstanceFactory(ModuleHandle module, Duration executionTimeout, @Nullable String resetExport, PoolShare share) {
		this.module = module;
		this.executionTimeout = executionTimeout;
		this.resetExport = resetExport;
		this.share = share;
	}

	@Override
	public GuestInstance create() {
		this.share.enter();
		boolean created = false;
		try {
			GuestInstance instance = this.module.create();
			created = true;
			return instance;
		}
		finally {
			if (!created) {
				this.share.leave();
			}
		}
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
		try {
			instance.dispose();
		}
		finally {
			this.share.leave();
		}
	}

}
