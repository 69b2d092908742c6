package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolSwapFailedEvent;
import io.github.wasmpool.WasmPoolSwappedEvent;
import io.github.wasmpool.WasmPoolSwappedEvent.Kind;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmReplacementException.Step;
import io.github.wasmpool.WasmSwapListener;
import io.github.wasmpool.binary.StateRule;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.type.Wording;
import io.github.wasmpool.wasmtime.Footprint;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.InstanceBudget;
import io.github.wasmpool.wasmtime.SharedMemory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a pool begin its next generation. That is made and tried beside the present one,
 * on the thread that asks for it, and takes its place at once, or not at all.
 *
 * <p>
 * Thread-safe.
 */
final class PoolSwaps {

	private static final Logger logger = LoggerFactory.getLogger(PoolSwaps.class);

	private final GenerationPlan plan;

	private final SlotPool<GuestInstance> slots;

	private final BudgetShare budget;

	private final Execution execution;

	private final CallMeter calls;

	private final WasmSwapListener listener;

	private final PoolLog log;

	private final SwapLine line = new SwapLine();

	private volatile @Nullable Throwable lastFailure;

	private volatile boolean closed;

	/**
	 * Create what lets a pool begin generations.
	 * @param plan what all of them have in common
	 * @param slots the slots of the pool
	 * @param budget what its instances take of the process
	 * @param execution runs the guests
	 * @param calls counts the calls
	 * @param listener is told what became of it
	 * @param log tells what became of it
	 */
	PoolSwaps(GenerationPlan plan, SlotPool<GuestInstance> slots, BudgetShare budget, Execution execution,
			CallMeter calls, WasmSwapListener listener, PoolLog log) {
		this.plan = plan;
		this.slots = slots;
		this.budget = budget;
		this.execution = execution;
		this.calls = calls;
		this.listener = listener;
		this.log = log;
	}

	/**
	 * Let loans run other code.
	 * @param module a module, of which a count is taken
	 */
	void replace(WasmModule module) {
		this.<RuntimeException>swap(Kind.REPLACED, (swap) -> ofCode(() -> own(module)));
	}

	/**
	 * Let loans run other code.
	 * @param binary the bytes of a module, which is compiled as the present one is
	 */
	void replace(byte[] binary) {
		this.<RuntimeException>swap(Kind.REPLACED,
				(swap) -> ofCode(() -> present().code().module().withBinary(binary)));
	}

	/**
	 * Let loans begin in another state of the present code.
	 * @param work reaches the state
	 * @param <E> the type of exception the work throws
	 * @throws E what the work threw
	 */
	<E extends Exception> void reseed(WasmAction<E> work) throws E {
		this.<E>swap(Kind.SEEDED, (swap) -> ofState(work, swap));
	}

	/**
	 * Abort all that is not done yet. Nobody is waited for.
	 */
	void abort() {
		this.line.abort();
	}

	/**
	 * Abort all that is not done yet, and begin nothing any more.
	 */
	void close() {
		this.closed = true;
		abort();
	}

	/**
	 * Return why the last attempt failed.
	 * @return the reason, or {@code null} if it succeeded, or there was none
	 */
	@Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

	private InstanceGeneration present() {
		return InstanceGeneration.of(this.slots.generation());
	}

	private <E extends Exception> void swap(Kind kind, Next<E> next) throws E {
		if (present().memory() != null) {
			throw new IllegalStateException(
					"Pool '" + this.plan.pool() + "' can neither be replaced nor seeded, because"
							+ " its instances share one memory ('memory.shared')");
		}
		WasmPoolSwappedEvent event;
		try {
			event = inTurn(kind, next);
		}
		catch (Throwable ex) {
			this.lastFailure = ex;
			tell(() -> this.listener.failed(new WasmPoolSwapFailedEvent(this.plan.pool(), ex)));
			throw ex;
		}
		this.lastFailure = null;
		tell(() -> this.listener.swapped(event));
	}

	private <E extends Exception> WasmPoolSwappedEvent inTurn(Kind kind, Next<E> next) throws E {
		Swap swap = this.line.join();
		try {
			this.line.await(swap);
			return make(kind, next, swap);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new WasmPoolInterruptedException(this.slots.stats(), "interrupted while waiting for its turn", ex);
		}
		catch (Throwable ex) {
			if (swap.isAborted() && !(ex instanceof WasmPoolClosedException)) {
				throw aborted(ex);
			}
			throw ex;
		}
		finally {
			this.line.leave(swap);
		}
	}

	private <E extends Exception> WasmPoolSwappedEvent make(Kind kind, Next<E> next, Swap swap) throws E {
		long start = System.nanoTime();
		if (swap.isAborted() || this.closed) {
			throw aborted(null);
		}
		InstanceGeneration made = next.make(swap);
		boolean done = false;
		try {
			tryOut(made, swap);
			if (!swap.commit()) {
				throw aborted(null);
			}
			this.slots.replace(made);
			done = true;
		}
		finally {
			if (!done) {
				made.close();
			}
		}
		WasmPoolSwappedEvent event = new WasmPoolSwappedEvent(this.plan.pool(), this.slots.generation().number(),
				made.module().sha256(), kind, Duration.ofNanos(System.nanoTime() - start));
		this.log.swapped(event, made);
		return event;
	}

	private RuntimeException aborted(@Nullable Throwable cause) {
		if (!this.closed) {
			return new WasmReplacementException(this.slots.stats(), Step.INITIALIZE,
					"the pool was drained meanwhile; try again when it is in use again", cause);
		}
		WasmPoolClosedException closed = new WasmPoolClosedException(this.slots.stats());
		if (cause != null) {
			closed.addSuppressed(cause);
		}
		return closed;
	}

	private ModuleHandle own(WasmModule module) {
		ModuleHandle present = present().code().module();
		return present.runtime().handle(module).copyInitializedBy(present.settings().initialization().export());
	}

	private InstanceGeneration ofCode(Supplier<ModuleHandle> module) {
		PoolCode before = present().code();
		PoolCode code = at(Step.LIMITS, () -> PoolCode.of(this.plan, at(Step.COMPILE, module)));
		boolean made = false;
		try {
			if (code.module().settings().sha256() == null) {
				// A module that was asked for a digest of its own is another one on
				// purpose
				at(Step.DIGEST,
						() -> before.module().settings().requireDigest(code.module().name(), code.module().sha256()));
			}
			at(Step.LIMITS, () -> requireFitting(before.module(), code.module()));
			at(Step.LINK, () -> code.linker().link());
			at(Step.INITIALIZE, () -> requireInitializer(code.module()));
			at(Step.CLIENT, () -> code.clients().requireAllOf(before.clients(), "the new code"));
			at(Step.INITIALIZE, () -> this.plan.requireState(code.module()));
			InstanceGeneration generation = generation(code, null);
			made = true;
			return generation;
		}
		finally {
			if (!made) {
				code.release();
			}
		}
	}

	private <E extends Exception> InstanceGeneration ofState(WasmAction<E> work, Swap swap) throws E {
		PoolCode code = present().code();
		ModuleHandle module = code.module();
		if (!code.retain()) {
			throw aborted(null);
		}
		boolean made = false;
		try {
			at(Step.INITIALIZE, () -> StateRule.check(module.name(), module.guest().stateObstacle().orElse(null)));
			InstanceGeneration generation = generation(code, this.<E>seed(code, work, swap));
			made = true;
			return generation;
		}
		finally {
			if (!made) {
				code.release();
			}
		}
	}

	/**
	 * Do the work with an instance that begins as the code does, and keep where it ends.
	 */
	private <E extends Exception> ModuleHandle seed(PoolCode code, WasmAction<E> work, Swap swap) throws E {
		Footprint each = this.plan.footprint(code.module());
		requireRoom(each);
		try {
			GuestInstance instance = at(Step.INITIALIZE,
					() -> this.execution.runGuest(code.factory((SharedMemory) null)::create));
			try {
				instance.limit(code.module().settings().initialization().timeout());
				Visit.<@Nullable Object, E>of(instance, this.execution, code.clients(), (guest) -> {
					swap.runsHere();
					work.run(guest);
					return null;
				});
				if (!instance.isHealthy()) {
					throw refused(Step.INITIALIZE,
							new WasmException("a call of the guest failed during the work, and it is not safe to use"));
				}
				return at(Step.INITIALIZE,
						() -> this.execution.runGuest(() -> code.module().beginningAt(instance, false)));
			}
			finally {
				instance.report(CallMeter.NONE);
				instance.dispose();
			}
		}
		finally {
			InstanceBudget.OF_JVM.give(each, 1);
		}
	}

	private void requireInitializer(ModuleHandle module) {
		SettingProblems problems = new SettingProblems();
		problems
			.addAll(ModuleBuilder.initializeProblems(module.exports(), module.settings().initialization().export()));
		problems.throwAny("Pool '" + this.plan.pool() + "'");
	}

	/**
	 * What was fixed when a module was compiled has to go with what the pool was built
	 * with.
	 */
	private void requireFitting(ModuleHandle before, ModuleHandle after) {
		SettingProblems problems = new SettingProblems();
		problems.unless(!after.isShared(), "'memory.shared' is true for the new module, and false for the pool",
				"memory.shared");
		problems.unless(after.settings().isInterruptible() || !before.settings().isInterruptible(),
				"'interruptible' is false for the new module, and the pool relies on it", "interruptible");
		long stack = before.settings().engine().guestStack();
		problems.unless(!this.plan.isDedicated() || after.settings().engine().guestStack() <= stack,
				"'guest-stack' of the new module must not exceed the " + Wording.count(stack, "byte")
						+ " for which the threads of the pool are made",
				"guest-stack");
		problems.addAll(this.plan.problems(after));
		problems.throwAny("Pool '" + this.plan.pool() + "'");
	}

	/**
	 * Create a generation.
	 * @param code its code, of which it becomes a user if this succeeds
	 * @param seeded a handle of the code in another state, which belongs to it from now
	 * on, also if this fails, or {@code null}
	 */
	private InstanceGeneration generation(PoolCode code, @Nullable ModuleHandle seeded) {
		Need each = this.plan.need((seeded != null) ? seeded : code.module());
		boolean admitted = false;
		try {
			admitted = this.budget.admit(each);
			if (!admitted) {
				throw refused(Step.LIMITS, new WasmException(this.budget.explain()));
			}
			return new InstanceGeneration(this.plan, code, seeded, this.execution, this.calls, null,
					() -> this.budget.leave(each));
		}
		finally {
			if (!admitted && seeded != null) {
				seeded.free();
			}
		}
	}

	/**
	 * Make the instance that stands outside of the size, and free it.
	 */
	private void tryOut(InstanceGeneration made, Swap swap) {
		Footprint probe = this.plan.footprint(made.module());
		requireRoom(probe);
		try {
			at(Step.INITIALIZE, () -> this.execution.<Boolean>runGuest(() -> {
				swap.runsHere();
				made.tryOut();
				return true;
			}));
		}
		finally {
			InstanceBudget.OF_JVM.give(probe, 1);
		}
	}

	private void requireRoom(Footprint instance) {
		if (!InstanceBudget.OF_JVM.take(instance, 1)) {
			throw refused(Step.LIMITS, new WasmException(InstanceBudget.OF_JVM.explain(instance, 1)));
		}
	}

	private void at(Step step, Runnable check) {
		at(step, () -> {
			check.run();
			return true;
		});
	}

	private <T> T at(Step step, Supplier<T> work) {
		try {
			return work.get();
		}
		catch (WasmReplacementException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw refused(stepOf(step, ex), ex);
		}
	}

	private WasmReplacementException refused(Step step, RuntimeException cause) {
		return new WasmReplacementException(this.slots.stats(), step, String.valueOf(cause.getMessage()), cause);
	}

	private static Step stepOf(Step step, RuntimeException failure) {
		if (!(failure instanceof WasmModuleException module)) {
			return step;
		}
		return switch (module.getReason()) {
			case DIGEST -> Step.DIGEST;
			case MISSING_IMPORT -> Step.LINK;
			case MEMORY_OUT_OF_RANGE, TOO_COMPLEX -> Step.LIMITS;
			default -> step;
		};
	}

	private void tell(Runnable telling) {
		try {
			telling.run();
		}
		catch (Throwable ex) {
			logger.warn("{} - a listener failed", this.plan.pool(), ex);
		}
	}

	/**
	 * Makes the next generation.
	 *
	 * @param <E> the type of exception it throws
	 */
	@FunctionalInterface
	private interface Next<E extends Exception> {

		InstanceGeneration make(Swap swap) throws E;

	}

}
