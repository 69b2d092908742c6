package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.imports.ImportLinker;
import io.github.wasmpool.loan.UnguardedGuest;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.SharedMemory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the instances of a pool, all in the same way.
 */
final class InstanceFactory {

	private final String pool;

	private final ModuleHandle module;

	private final @Nullable PoolSnapshot snapshot;

	private final ImportLinker linker;

	private final int maxHostCalls;

	private final @Nullable SharedMemory memory;

	private final ClientFactory clients;

	/**
	 * Describe how instances are made.
	 * @param pool the name of the pool
	 * @param module their module
	 * @param snapshot the state they begin in, or {@code null} if each is initialised
	 * @param linker finds what they import
	 * @param maxHostCalls how many host calls an entry may make
	 * @param memory the memory they share, or {@code null} if they have their own
	 * @param clients prepares them for the clients of the pool
	 */
	InstanceFactory(String pool, ModuleHandle module, @Nullable PoolSnapshot snapshot, ImportLinker linker,
			int maxHostCalls, @Nullable SharedMemory memory, ClientFactory clients) {
		this.pool = pool;
		this.module = module;
		this.snapshot = snapshot;
		this.linker = linker;
		this.maxHostCalls = maxHostCalls;
		this.memory = memory;
		this.clients = clients;
	}

	/**
	 * Make an instance. Runs code of the guest.
	 * @return a new instance that the caller disposes
	 */
	GuestInstance create() {
		GuestInstance instance = module().create(this.linker.linkInstance(), this.memory, this.pool);
		instance.limitHostCalls(this.maxHostCalls);
		if (this.clients.adopt(UnguardedGuest.of(instance))) {
			prepare(instance);
		}
		instance.report(CallMeter.NONE);
		return instance;
	}

	/**
	 * Have a place for the arguments of clients, so that borrowers do not wait for that.
	 */
	private void prepare(GuestInstance instance) {
		boolean prepared = false;
		try {
			instance.limit(this.module.settings().initialization().timeout());
			this.clients.prepare(UnguardedGuest.of(instance));
			instance.limit(this.module.settings().executionTimeout());
			prepared = true;
		}
		catch (RuntimeException ex) {
			throw new WasmInstanceCreationException(this.module.name(), String.valueOf(ex.getMessage()), ex);
		}
		finally {
			if (!prepared) {
				instance.dispose();
			}
		}
	}

	/**
	 * Return the module whose instances are made. If they begin in a state that was not
	 * reached yet, that happens now.
	 */
	ModuleHandle module() {
		return (this.snapshot != null) ? this.snapshot.module() : this.module;
	}

	/**
	 * Return the settings of their module.
	 */
	ModuleSettings settings() {
		return this.module.settings();
	}

}
