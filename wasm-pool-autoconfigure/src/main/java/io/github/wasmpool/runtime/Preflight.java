package io.github.wasmpool.runtime;

import java.util.function.Supplier;

import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmReplacementException.Step;
import io.github.wasmpool.binary.StateRule;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.type.Wording;
import io.github.wasmpool.wasmtime.Footprint;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.InstanceBudget;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next generation of a pool, and checks all there is to check of it, beside the
 * present one and without touching it. What fails is a {@link WasmReplacementException}
 * with its step, and leaves nothing behind.
 *
 * @param plan what all generations of the pool have in common
 * @param slots the slots of the pool
 * @param budget what its instances take of the process
 * @param execution runs the guests
 * @param calls counts the calls
 */
record Preflight(GenerationPlan plan, SlotPool<GuestInstance> slots, BudgetShare budget, Execution execution,
		CallMeter calls) {

	/**
	 * Make a generation of other code.
	 * @param before the code that is to be replaced
	 * @param module compiles the other code, or finds it compiled
	 * @return a generation that was not tried yet, which the caller closes
	 */
	InstanceGeneration ofCode(PoolCode before, Supplier<ModuleHandle> module) {
		PoolCode code = at(Step.LIMITS, () -> PoolCode.of(this.plan, at(Step.COMPILE, module)));
		code.advice().follow(before.advice());
		try {
			at(Step.DIGEST, () -> code.module().settings().requireDigest(code.module().name(), code.module().sha256()));
			at(Step.LIMITS, () -> requireFitting(before.module(), code.module()));
			at(Step.LINK, () -> code.linker().link());
			at(Step.INITIALIZE, () -> requireInitializer(code.module()));
			at(Step.CLIENT, () -> code.clients().requireAllOf(before.clients(), "the new code"));
			at(Step.INITIALIZE, () -> this.plan.requireState(code.module()));
			return generation(code, null);
		}
		catch (Throwable ex) {
			code.release();
			throw ex;
		}
	}

	/**
	 * Make a generation of the same code in another state.
	 * @param code the code
	 * @param work reaches the state
	 * @param swap what it is done for
	 * @param <E> the type of exception the work throws
	 * @return a generation that was not tried yet, which the caller closes
	 * @throws E what the work threw
	 */
	<E extends Exception> InstanceGeneration ofState(PoolCode code, WasmAction<E> work, Swap swap) throws E {
		ModuleHandle module = code.module();
		if (!code.retain()) {
			throw new WasmPoolClosedException(this.slots.stats());
		}
		try {
			at(Step.INITIALIZE, () -> StateRule.check(module.name(), module.guest().stateObstacle().orElse(null)));
			return generation(code, this.<E>seed(code, work, swap));
		}
		catch (Throwable ex) {
			code.release();
			throw ex;
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
					() -> this.execution.runGuest(new InstanceFactory(code, null, null)::create));
			try {
				instance.limit(code.module().settings().initialization().timeout());
				Visit.<@Nullable Object, E>of(instance, this.execution, code.clients(), (guest) -> {
					swap.<E>runHere(() -> work.run(guest));
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
						+ " of the present one, for which the pool has threads",
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
		try {
			String refusal = this.budget.admit(each);
			if (refusal != null) {
				throw refused(Step.LIMITS, new WasmException(refusal));
			}
			return new InstanceGeneration(this.plan, code, seeded, this.execution, this.calls, null,
					() -> this.budget.leave(each));
		}
		catch (Throwable ex) {
			if (seeded != null) {
				seeded.free();
			}
			throw ex;
		}
	}

	/**
	 * Make the one instance that stands outside of the size, have it looked at, and free
	 * it.
	 * @param made a new generation
	 * @param swap what it is done for
	 */
	void tryOut(InstanceGeneration made, Swap swap) {
		Footprint probe = this.plan.footprint(made.module());
		requireRoom(probe);
		try {
			at(Step.INITIALIZE, () -> this.execution.<Boolean>runGuest(() -> {
				swap.<RuntimeException>runHere(made::tryOut);
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

}
