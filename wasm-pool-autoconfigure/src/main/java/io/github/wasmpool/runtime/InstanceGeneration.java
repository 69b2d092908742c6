package io.github.wasmpool.runtime;

import java.util.function.Supplier;

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

	private final @Nullable ModuleHandle seeded;

	private final Execution execution;

	private final @Nullable SharedMemory memory;

	private final @Nullable FreshInstances fresh;

	private final PooledFactory<GuestInstance> instances;

	private final Supplier<GuestInstance> making;

	private final MemoryCount memories;

	private final @Nullable WasmInstanceValidator validator;

	private final @Nullable PoolLog log;

	private final Runnable whenGone;

	/**
	 * Create a generation, and no instance yet.
	 * @param plan what all generations of the pool have in common
	 * @param code the code, of which this is a user from now on if it does not fail
	 * @param seeded a handle of the code that begins in another state, which belongs to
	 * this from now on, or {@code null} for the state of the code
	 * @param execution runs the guests
	 * @param calls counts the calls
	 * @param log is told of its instances, or {@code null} if it is not the first one
	 * @param whenGone called once, when all of this is gone
	 */
	InstanceGeneration(GenerationPlan plan, PoolCode code, @Nullable ModuleHandle seeded, Execution execution,
			CallMeter calls, @Nullable PoolLog log, Runnable whenGone) {
		this.code = code;
		this.seeded = (seeded != null) ? seeded.lend() : null;
		this.execution = execution;
		this.validator = plan.validator();
		this.log = log;
		this.whenGone = whenGone;
		this.memory = code.module().isShared() ? code.module().shareMemory(plan.pool()) : null;
		InstanceFactory factory = new InstanceFactory(code, seeded, this.memory);
		this.fresh = (plan.reset() == ResetPolicy.FRESH)
				? new FreshInstances(plan.pool(), factory, execution, calls, code.advice(), code.restoring()) : null;
		this.instances = (this.fresh != null) ? this.fresh
				: new WarmInstances(factory, execution, code.executionTimeout(), plan.resetExport(), plan.validator(),
						plan.maxMemoryGrowth(), code.clients(), calls);
		this.making = (this.memory != null) ? new SparingAttempts<>(this.instances::create, System::nanoTime)
				: this.instances::create;
		this.memories = calls.memory();
	}

	/**
	 * Return what makes the instances of a generation of slots.
	 */
	static InstanceGeneration of(Generation<GuestInstance> slots) {
		return (InstanceGeneration) slots.factory();
	}

	@Override
	public GuestInstance create() {
		GuestInstance instance = this.making.get();
		this.memories.count(instance);
		if (this.log != null) {
			this.log.made(this);
		}
		return instance;
	}

	@Override
	public @Nullable RetirementReason reset(GuestInstance instance) {
		RetirementReason reason = this.instances.reset(instance);
		this.memories.count(instance);
		return reason;
	}

	@Override
	public @Nullable RetirementReason renew(GuestInstance instance) {
		RetirementReason reason = this.instances.renew(instance);
		this.memories.count(instance);
		return reason;
	}

	@Override
	public boolean adopt(GuestInstance instance) {
		// A buffer for arguments was found in the state that the instance began in
		boolean adopted = !this.code.clients().hasBuffer() && this.instances.adopt(instance);
		this.memories.count(instance);
		return adopted;
	}

	@Override
	public void destroy(GuestInstance instance) {
		this.memories.forget(instance);
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
			if (this.validator != null && !Visit.of(instance, this.code.clients(), this.validator::isValid)) {
				throw new WasmException("the validator refused a new instance of module '" + module().name() + "'");
			}
		}
		finally {
			instance.report(CallMeter.NONE);
			destroy(instance);
		}
	}

	/**
	 * Let Java see the memory no more that instances share, if they do; those that live
	 * go on seeing it.
	 */
	void closeMemory() {
		if (this.memory != null) {
			this.memory.close();
		}
	}

	@Override
	public void rest() {
		this.instances.rest();
	}

	@Override
	public void close() {
		this.instances.close();
		closeMemory();
		if (this.seeded != null) {
			this.seeded.free();
		}
		this.code.release();
		this.whenGone.run();
	}

	PoolCode code() {
		return this.code;
	}

	/**
	 * Return the module of the instances. Closing it does nothing.
	 */
	ModuleHandle module() {
		return (this.seeded != null) ? this.seeded : this.code.module();
	}

	/**
	 * Reach the state that instances begin in, if that is done once for all.
	 */
	void reachState() {
		PoolSnapshot snapshot = this.code.snapshot();
		if (snapshot != null && this.seeded == null) {
			this.execution.runGuest(snapshot::module);
		}
	}

	@Nullable SharedMemory memory() {
		return this.memory;
	}

	/**
	 * Say how loans begin.
	 */
	String resetDescription() {
		return (this.fresh != null) ? this.fresh.description()
				: "each loan begins where the last one of its instance ended";
	}

	/**
	 * Say in what state instances begin, if one of them was initialised for all.
	 * @return some words, empty if each is initialised by itself
	 */
	String stateDescription() {
		PoolSnapshot snapshot = this.code.snapshot();
		return (snapshot != null && this.seeded == null) ? snapshot.description() : "";
	}

	/**
	 * Whether each loan begins in the same state.
	 */
	boolean isFresh() {
		return this.fresh != null;
	}

	long residentBytes() {
		return (this.fresh != null) ? this.fresh.residentBytes() : 0;
	}

}
