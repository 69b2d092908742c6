package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.pool.PooledFactory;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.HostLinks;
import io.github.wasmpool.wasmtime.wasi.WasiContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes, cleans and frees the instances of a pool.
 */
final class InstanceFactory implements PooledFactory<GuestInstance> {

	private final ModuleHandle module;

	private final ImportLinker linker;

	private final Duration executionTimeout;

	private final int maxHostCalls;

	private final @Nullable String resetExport;

	private final @Nullable WasmInstanceValidator validator;

	/** What those see of the world that import WASI. */
	private final Map<GuestInstance, WasiContext> contexts = new ConcurrentHashMap<>();

	InstanceFactory(ModuleHandle module, ImportLinker linker, Duration executionTimeout, int maxHostCalls,
			@Nullable String resetExport, @Nullable WasmInstanceValidator validator) {
		this.module = module;
		this.linker = linker;
		this.executionTimeout = executionTimeout;
		this.maxHostCalls = maxHostCalls;
		this.resetExport = resetExport;
		this.validator = validator;
	}

	@Override
	public GuestInstance create() {
		HostLinks links = this.linker.linkInstance();
		GuestInstance instance = this.module.create(links);
		instance.limitHostCalls(this.maxHostCalls);
		if (links instanceof WasiLinks wasi) {
			this.contexts.put(instance, wasi.context());
		}
		return instance;
	}

	/**
	 * Return what an instance sees of the world.
	 * @param instance an instance that lives
	 * @return its context, or {@code null} if it does not import WASI
	 */
	@Nullable WasiContext contextOf(GuestInstance instance) {
		return this.contexts.get(instance);
	}

	/**
	 * Limit the time of each further entry into an instance.
	 * @param instance an instance that lives
	 * @param timeout a positive time
	 */
	void limit(GuestInstance instance, Duration timeout) {
		instance.limit(timeout);
		WasiContext context = contextOf(instance);
		if (context != null && this.module.settings().isInterruptible()) {
			context.limit(withGrace(timeout));
		}
	}

	/**
	 * Add what a clock that is late may take to notice that the time is up, so that a
	 * guest that waits longer than it may does not go on.
	 */
	private Duration withGrace(Duration timeout) {
		return (timeout.compareTo(WasiContext.LONGEST_WAIT) < 0)
				? timeout.plus(timeout.dividedBy(4)).plus(this.module.runtime().epochInterval().multipliedBy(4))
				: WasiContext.LONGEST_WAIT;
	}

	@Override
	public boolean reset(GuestInstance instance) {
		if (this.resetExport != null && instance.isHealthy()) {
			limit(instance, this.executionTimeout);
			instance.function(this.resetExport).callVoid();
		}
		boolean valid = true;
		if (this.validator != null && instance.isHealthy()) {
			limit(instance, this.executionTimeout);
			valid = isValid(this.validator, instance);
		}
		return valid && instance.isHealthy();
	}

	private static boolean isValid(WasmInstanceValidator validator, GuestInstance instance) {
		CountDownLatch over = new CountDownLatch(1);
		Loan loan = new Loan(null, instance, CallerExecution.INSTANCE, (ended) -> over.countDown());
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
		this.contexts.remove(instance);
		instance.dispose();
	}

}
