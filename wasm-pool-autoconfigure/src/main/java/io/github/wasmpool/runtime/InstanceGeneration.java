package io.github.wasmpool.runtime;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.pool.Generation;
import io.github.wasmpool.pool.PooledFactory;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.SharedMemory;
import org.jspecify.annotations.Nullable;

/**
 * The code that instances of a pool run and the state they begin in: makes them, and has
 * all that they have in common.
 *
 * <p>
 * Thread-safe.
 */
final class InstanceGeneration implements PooledFactory<GuestInstance> {

	private final PoolCode code;

	private final ModuleHandle state;

	private final @Nullable SharedMemory memory;

	private final @Nullable FreshInstances fresh;

	private final PooledFactory<GuestInstance> instances;

	private final @Nullable WasmInstanceValidator validator;

	private final Runnable whenGone;

	/**
	 * Create a generation, and no instance yet.
	 * @param plan what all generations of the pool have in common
	 * @param code the code, of which this is a user from now on if it does not fail
	 * @param state a handle of the code that begins in the state of this generation,
	 * which belongs to it from now on, also if this fails
	 * @param execution runs the guests
	 * @param calls counts the calls
	 * @param whenGone called once, when all of this is gone
	 */
	InstanceGeneration(GenerationPlan plan, PoolCode code, ModuleHandle state, Execution execution, CallMeter calls,
			Runnable whenGone) {
		this.code = code;
		this.state = state.lend();
		this.validator = plan.validator();
		this.whenGone = whenGone;
		this.memory = state.isShared() ? share(state, plan.pool()) : null;
		InstanceFactory factory = factory(plan, code, state, this.memory);
		this.fresh = (plan.reset() == ResetPolicy.FRESH)
				? new FreshInstances(plan.pool(), factory, execution, calls, code.advice()) : null;
		PooledFactory<GuestInstance> instances = (this.fresh != null) ? this.fresh
				: new WarmInstances(factory, execution, code.executionTimeout(), plan.resetExport(), plan.validator(),
						plan.maxMemoryGrowth(), code.clients(), calls);
		this.instances = (this.memory != null) ? new SparingFactory<>(instances, System::nanoTime) : instances;
	}

	private static SharedMemory share(ModuleHandle state, String pool) {
		boolean shared = false;
		try {
			SharedMemory memory = state.shareMemory(pool);
			shared = true;
			return memory;
		}
		finally {
			if (!shared) {
				state.free();
			}
		}
	}

	/**
	 * Return what makes instances, as they begin.
	 */
	static InstanceFactory factory(GenerationPlan plan, PoolCode code, ModuleHandle state,
			@Nullable SharedMemory memory) {
		return new InstanceFactory(plan.pool(), state, code.linker(), plan.maxHostCalls(), memory, code.clients());
	}

	/**
	 * Return what makes the instances of a generation of slots.
	 */
	static InstanceGeneration of(Generation<GuestInstance> slots) {
		return (InstanceGeneration) slots.factory();
	}

	@Override
	public GuestInstance create() {
		return this.instances.create();
	}

	@Override
	public @Nullable RetirementReason reset(GuestInstance instance) {
		return this.instances.reset(instance);
	}

	@Override
	public @Nullable RetirementReason renew(GuestInstance instance) {
		return this.instances.renew(instance);
	}

	@Override
	public void destroy(GuestInstance instance) {
		this.instances.destroy(instance);
	}

	/**
	 * Make an instance that is not lent, and have it looked at. To be called where guests
	 * run.
	 * @throws WasmException if the validator refuses it
	 */
	void tryOut() {
		GuestInstance instance = create();
		try {
			instance.limit(this.code.executionTimeout());
			if (this.validator != null && !Validation.isValid(this.validator, instance, this.code.clients())) {
				throw new WasmException("the validator refused a new instance of module '" + this.state.name() + "'");
			}
		}
		finally {
			instance.report(CallMeter.NONE);
			destroy(instance);
		}
	}

	@Override
	public void close() {
		this.instances.close();
		if (this.memory != null) {
			this.memory.close();
		}
		this.state.free();
		this.code.release();
		this.whenGone.run();
	}

	PoolCode code() {
		return this.code;
	}

	/**
	 * Return the module in the state of this generation. Closing it does nothing.
	 */
	ModuleHandle state() {
		return this.state;
	}

	@Nullable SharedMemory memory() {
		return this.memory;
	}

	/**
	 * Whether each loan begins in the same state.
	 */
	boolean isFresh() {
		return this.fresh != null;
	}

	/**
	 * Keep nothing that is needed only while instances live.
	 */
	void rest() {
		if (this.fresh != null) {
			this.fresh.rest();
		}
	}

	long residentBytes() {
		return (this.fresh != null) ? this.fresh.residentBytes() : 0;
	}

}
