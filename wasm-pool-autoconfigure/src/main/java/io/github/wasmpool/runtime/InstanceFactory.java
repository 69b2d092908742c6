package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.pool.PooledFactory;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.SharedMemory;
import org.jspecify.annotations.Nullable;

/**
 * Makes, cleans and frees the instances of a pool.
 */
final class InstanceFactory implements PooledFactory<GuestInstance> {

	private final ModuleHandle module;

	private final ImportLinker linker;

	private final Duration executionTimeout;

	private final int maxHostCalls;

	private final @Nullable SharedMemory memory;

	private final @Nullable String resetExport;

	private final @Nullable WasmInstanceValidator validator;

	private final ClientFactory clients;

	InstanceFactory(ModuleHandle module, ImportLinker linker, Duration executionTimeout, int maxHostCalls,
			@Nullable SharedMemory memory, @Nullable String resetExport, @Nullable WasmInstanceValidator validator,
			ClientFactory clients) {
		this.module = module;
		this.linker = linker;
		this.executionTimeout = executionTimeout;
		this.maxHostCalls = maxHostCalls;
		this.memory = memory;
		this.resetExport = resetExport;
		this.validator = validator;
		this.clients = clients;
	}

	@Override
	public GuestInstance create() {
		GuestInstance instance = this.module.create(this.linker.linkInstance(), this.memory);
		instance.limitHostCalls(this.maxHostCalls);
		if (this.clients.needsPreparation()) {
			prepare(instance);
		}
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

	@Override
	public boolean reset(GuestInstance instance) {
		if (this.resetExport != null && instance.isHealthy()) {
			instance.limit(this.executionTimeout);
			instance.function(this.resetExport).callVoid();
		}
		boolean valid = true;
		if (this.validator != null && instance.isHealthy()) {
			instance.limit(this.executionTimeout);
			valid = isValid(this.validator, instance);
		}
		return valid && instance.isHealthy();
	}

	private boolean isValid(WasmInstanceValidator validator, GuestInstance instance) {
		CountDownLatch over = new CountDownLatch(1);
		Loan loan = new Loan(null, instance, CallerExecution.INSTANCE, this.clients, (ended) -> over.countDown());
		try {
			return validator.isValid(loan);
		}
		finally {
			loan.close();
			// For a call that the validator left running on another thread
			awaitUninterruptibly(over);
		}
	}

	private static void awaitUninterruptibly(CountDownLatch over) {
		boolean interrupted = false;
		boolean ended = false;
		while (!ended) {
			try {
				over.await();
				ended = true;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void destroy(GuestInstance instance) {
		instance.dispose();
	}

}
