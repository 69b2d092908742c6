package io.github.wasmpool.runtime;

import java.util.concurrent.atomic.AtomicLong;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.pool.PooledFactory;
import io.github.wasmpool.wasmtime.GuestInstance;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the memories of the instances that live, each as large as it was when it was
 * made or returned last.
 *
 * <p>
 * Thread-safe.
 */
final class MemoryCount {

	private static final long PAGE = 64 * 1024;

	private final AtomicLong pages = new AtomicLong();

	/**
	 * Return the sum.
	 * @return the bytes
	 */
	long bytes() {
		return this.pages.get() * PAGE;
	}

	/**
	 * Count what a factory makes.
	 * @param factory makes instances
	 * @return a factory of the same instances
	 */
	PooledFactory<GuestInstance> count(PooledFactory<GuestInstance> factory) {
		return new Counted(factory);
	}

	private void add(int more) {
		if (more != 0) {
			this.pages.addAndGet(more);
		}
	}

	private final class Counted implements PooledFactory<GuestInstance> {

		private final PooledFactory<GuestInstance> factory;

		Counted(PooledFactory<GuestInstance> factory) {
			this.factory = factory;
		}

		@Override
		public GuestInstance create() {
			GuestInstance instance = this.factory.create();
			add(instance.countPages());
			return instance;
		}

		@Override
		public @Nullable RetirementReason reset(GuestInstance instance) {
			RetirementReason reason = this.factory.reset(instance);
			add(instance.countPages());
			return reason;
		}

		@Override
		public @Nullable RetirementReason renew(GuestInstance instance) {
			RetirementReason reason = this.factory.renew(instance);
			add(instance.countPages());
			return reason;
		}

		@Override
		public void close() {
			this.factory.close();
		}

		@Override
		public void destroy(GuestInstance instance) {
			add(-instance.countedPages());
			this.factory.destroy(instance);
		}

	}

}
