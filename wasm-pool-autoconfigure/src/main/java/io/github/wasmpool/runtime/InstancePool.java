package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.SharedWasmMemory;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceStats;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolCounters;
import io.github.wasmpool.WasmPoolFailures;
import io.github.wasmpool.WasmPoolLimits;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.WasmRunResult;
import io.github.wasmpool.WasmSpan;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.client.ClientTarget;
import io.github.wasmpool.client.Guest;
import io.github.wasmpool.coordination.Coordination;
import io.github.wasmpool.imports.WasiLinks;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.loan.Loan;
import io.github.wasmpool.pool.PoolCounts;
import io.github.wasmpool.pool.PoolSettings;
import io.github.wasmpool.pool.Slot;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.Wording;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.SharedMemory;
import org.jspecify.annotations.Nullable;

/**
 * A pool of instances: the mechanics of slots, spoken of in the terms of the API.
 */
final class InstancePool implements WasmPool, ClientTarget {

	private final PoolRegistry registry;

	private final PoolSettings settings;

	private final SlotPool<GuestInstance> slots;

	private final Execution execution;

	private final CallMeter calls;

	private final Coordination coordination;

	private final PoolSwaps swaps;

	private final @Nullable PoolEvents events;

	private final PoolLog log;

	private final boolean healthStatus;

	/**
	 * Create a pool.
	 * @param registry where it is entered as long as it lives
	 * @param settings the settings of the slots
	 * @param slots its slots, of instances that an {@link InstanceGeneration} makes
	 * @param execution where its guests run
	 * @param calls counts the calls
	 * @param executor helps threads that coordinate instances, or {@code null}
	 * @param swaps lets it begin generations
	 * @param events tells who wants to know, or {@code null} if nobody does
	 * @param log tells of its life
	 * @param healthStatus whether it decides on the health of the application
	 */
	InstancePool(PoolRegistry registry, PoolSettings settings, SlotPool<GuestInstance> slots, Execution execution,
			CallMeter calls, @Nullable Executor executor, PoolSwaps swaps, @Nullable PoolEvents events, PoolLog log,
			boolean healthStatus) {
		this.registry = registry;
		this.settings = settings;
		this.slots = slots;
		this.execution = execution;
		this.calls = calls;
		this.coordination = new Coordination(this::stats, executor);
		this.swaps = swaps;
		this.events = events;
		this.log = log;
		this.healthStatus = healthStatus;
	}

	/**
	 * Let those who want to know of pools know of this one.
	 */
	void opened() {
		if (this.events != null) {
			this.events.opened(this);
		}
	}

	/**
	 * Return what loans begin with now.
	 */
	private InstanceGeneration present() {
		return InstanceGeneration.of(this.slots.generation());
	}

	@Override
	public String name() {
		return this.settings.name();
	}

	@Override
	public WasmModule module() {
		return present().module();
	}

	@Override
	public WasmInstance acquire() {
		return lend(take(this.settings.acquireTimeout()), null, false);
	}

	@Override
	public WasmInstance acquire(Duration timeout) {
		return acquire(LoanOptions.ofPool().withAcquireTimeout(timeout));
	}

	@Override
	public WasmInstance acquire(LoanOptions options) {
		@Nullable Duration timeout = executionTimeout(options);
		return lend(take(acquireTimeout(options)), timeout, options.output());
	}

	private Duration acquireTimeout(LoanOptions options) {
		@Nullable Duration given = options.acquireTimeout();
		return (given != null) ? given : this.settings.acquireTimeout();
	}

	private @Nullable Duration executionTimeout(LoanOptions options) {
		@Nullable Duration execution = options.executionTimeout();
		ModuleHandle module = present().module();
		if (execution != null && !module.settings().isInterruptible()) {
			throw new IllegalArgumentException("An execution timeout needs deadline checks, but module '"
					+ module.name() + "' of pool '" + name() + "' is compiled with 'interruptible' false");
		}
		return execution;
	}

	@Override
	public Optional<WasmInstance> tryAcquire() {
		present().code().linker().link();
		Slot<GuestInstance> slot = this.slots.tryAcquire();
		return (slot != null) ? Optional.of(lend(slot, null, false)) : Optional.empty();
	}

	/**
	 * Take a slot. What its guest imports is found before, on the thread of the borrower:
	 * where that calls code of the application, the pool's own threads would wait for it.
	 */
	private Slot<GuestInstance> take(Duration timeout) {
		present().code().linker().link();
		return this.slots.acquire(timeout);
	}

	private Loan lend(Slot<GuestInstance> slot, @Nullable Duration timeout, boolean output) {
		return lend(slot, timeout, output, (over) -> over.endIn(this.slots, slot));
	}

	/**
	 * Begin a loan.
	 * @param slot a slot that the calling thread acquired, which is released if this
	 * fails
	 * @param timeout the limit of each entry into the guest, or {@code null} for that of
	 * the pool
	 * @param output whether what the guest writes is kept for the borrower
	 * @param whenOver called exactly once, when the loan is over
	 * @return the loan
	 */
	Loan lend(Slot<GuestInstance> slot, @Nullable Duration timeout, boolean output, Consumer<Loan> whenOver) {
		GuestInstance instance = slot.object();
		PoolCode code = InstanceGeneration.of(slot.generation()).code();
		WasmSpan span = null;
		try {
			instance.limit((timeout != null) ? timeout : code.executionTimeout());
			instance.beginLoan();
			if (this.events != null) {
				instance.tell(this.events);
				span = this.events.lent();
			}
			Loan loan = new Loan(this, instance, this.execution, code.clients(), whenOver);
			loan.tellEnd(span);
			if (output) {
				loan.keepOutput(WasiLinks.contextOf(instance.links()));
			}
			this.slots.watch(slot, loan.holder());
			return loan;
		}
		catch (Throwable ex) {
			if (span != null) {
				span.end(ex);
			}
			this.slots.release(slot);
			throw ex;
		}
	}

	/**
	 * Return what decides where guests run.
	 */
	Execution execution() {
		return this.execution;
	}

	@Override
	public WasmCoordinator coordinator(int instances) {
		return coordinator(instances, LoanOptions.ofPool());
	}

	@Override
	public WasmCoordinator coordinator(int instances, LoanOptions options) {
		@Nullable Duration executionTimeout = executionTimeout(options);
		Duration timeout = acquireTimeout(options);
		present().code().linker().link();
		List<Slot<GuestInstance>> acquired = this.slots.acquireAll(instances, timeout);
		return this.coordination.coordinator(PoolLease.all(acquired,
				(slot) -> new PoolLease(this, this.slots, slot, executionTimeout, options.output()),
				this.slots::release), timeout);
	}

	@Override
	public void release(WasmInstance instance) {
		if (!(instance instanceof Loan loan) || !loan.isOf(this)) {
			throw new IllegalArgumentException("The instance was not acquired from pool '" + name() + "'");
		}
		loan.release();
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T withInstance(WasmCallback<T, E> work) throws E {
		Slot<GuestInstance> slot = take(this.settings.acquireTimeout());
		Loan loan = lend(slot, null, false);
		return this.execution.run(loan, (instance) -> {
			slot.takeOver(Thread.currentThread());
			return loan.attempt(work);
		});
	}

	@Override
	public <E extends Exception> void useInstance(WasmAction<E> work) throws E {
		this.<@Nullable Object, E>withInstance((instance) -> {
			work.run(instance);
			return null;
		});
	}

	@Override
	public <T> T client(Class<T> type) {
		return clients().client(type, this);
	}

	@Override
	public ClientFactory clients() {
		return present().code().clients();
	}

	@Override
	public @Nullable WasmSpan calling(String export) {
		return (this.events != null) ? this.events.calling(export) : null;
	}

	@Override
	public String description() {
		return "pool '" + name() + "'";
	}

	@Override
	public <T extends @Nullable Object> T enter(Function<Guest, T> work) {
		return this.<T, RuntimeException>withInstance((instance) -> ((Loan) instance).enter(work));
	}

	@Override
	public WasmRunResult run(byte[] stdin, String... args) {
		Objects.requireNonNull(stdin, "'stdin' must not be null");
		Objects.requireNonNull(args, "'args' must not be null");
		for (String arg : args) {
			Objects.requireNonNull(arg, "'args' must not contain null");
		}
		List<String> more = WasiOptions.INERT.withArgs(args).args();
		InstanceGeneration present = present();
		if (!present.module().isCommand()) {
			throw new IllegalStateException("Module '" + present.module().name() + "' of pool '" + name()
					+ "' is no command, because it exports no function '_start' without parameters; call its exports, "
					+ "or compile it as a program");
		}
		if (!present.isFresh()) {
			throw new IllegalStateException("Pool '" + name() + "' reuses instances, but a command runs once in each; "
					+ ((present.memory() != null) ? "give it a pool without 'memory.shared'" : "set 'reset' to fresh"));
		}
		return this
			.<WasmRunResult, RuntimeException>withInstance((command) -> CommandRun.run((Loan) command, stdin, more));
	}

	@Override
	public void prefill() {
		InstanceGeneration present = present();
		present.code().linker().link();
		if (!isClosed()) {
			// Not on the threads that make instances, of which there are few for all
			// pools
			present.reachState();
			this.execution.rest(false);
		}
		this.slots.prefill();
	}

	@Override
	public void beginDrain() {
		this.swaps.abort();
		this.slots.beginDrain();
	}

	@Override
	public void drain() {
		this.swaps.abort();
		this.slots.drain();
		this.execution.rest(true);
	}

	@Override
	public void resize(int size) {
		present().code().linker().link();
		this.slots.resize(size);
		this.execution.resize(size);
	}

	@Override
	public void refresh() {
		present().code().linker().link();
		this.slots.refresh();
	}

	@Override
	public void replace(WasmModule module) {
		Objects.requireNonNull(module, "'module' must not be null");
		this.swaps.replace(module);
	}

	@Override
	public void replace(byte[] binary) {
		Objects.requireNonNull(binary, "'binary' must not be null");
		this.swaps.replace(binary);
	}

	@Override
	public <E extends Exception> void reseed(WasmAction<E> work) throws E {
		Objects.requireNonNull(work, "'work' must not be null");
		this.swaps.reseed(work);
	}

	@Override
	public Optional<String> swapFailure() {
		return Optional.ofNullable(this.swaps.lastFailure()).map((failure) -> Wording.text(failure.toString()));
	}

	@Override
	public SharedWasmMemory sharedMemory() {
		SharedMemory memory = present().memory();
		if (memory == null) {
			throw new IllegalStateException("Each instance of pool '" + name()
					+ "' has a memory of its own; set 'memory.shared' to true for a module that imports a shared memory");
		}
		return memory.access();
	}

	@Override
	public WasmPoolStats stats() {
		return this.slots.stats();
	}

	@Override
	public WasmPoolLimits limits() {
		return new WasmPoolLimits(this.settings.acquireTimeout(), this.settings.maxWaiting(),
				present().code().executionTimeout());
	}

	@Override
	public List<WasmInstanceStats> instances() {
		return this.slots.objects((instance) -> instance.countedPages() * (long) MemoryLimits.PAGE_SIZE);
	}

	@Override
	public String resetDescription() {
		return present().resetDescription();
	}

	@Override
	public Map<ImportType, String> providers() {
		return present().code().linker().providers();
	}

	@Override
	public int minIdle() {
		return this.slots.minIdle();
	}

	@Override
	public boolean isDraining() {
		return this.slots.isDraining();
	}

	@Override
	public WasmPoolCounters counters() {
		PoolCounts counts = this.slots.counts();
		return new WasmPoolCounters(counts.acquired(), counts.exhausted(), counts.created(),
				present().isFresh() ? counts.reused() : 0, counts.retired(), this.calls.calls(), this.calls.hostCalls(),
				this.slots.generation().number());
	}

	@Override
	public boolean healthStatus() {
		return this.healthStatus;
	}

	@Override
	public WasmPoolFailures failures() {
		return this.calls.failures();
	}

	@Override
	public long linearMemory() {
		SharedMemory memory = present().memory();
		return this.calls.memory().bytes() + ((memory != null) ? memory.knownSize() : 0);
	}

	@Override
	public long residentMemory() {
		return present().residentBytes();
	}

	@Override
	public Optional<String> creationFailure() {
		return this.slots.lastFailure().map((failure) -> Wording.text(failure.getMessage()));
	}

	@Override
	public boolean isClosed() {
		return this.slots.isClosed();
	}

	@Override
	public void close() {
		this.swaps.close();
		try {
			this.slots.close();
		}
		finally {
			present().closeMemory();
			this.execution.rest(true);
			this.registry.remove(this);
			this.log.closed(counters());
			if (this.events != null) {
				this.events.closed(this);
			}
		}
	}

	@Override
	public String toString() {
		return "pool '" + name() + "' " + stats().summary();
	}

}
