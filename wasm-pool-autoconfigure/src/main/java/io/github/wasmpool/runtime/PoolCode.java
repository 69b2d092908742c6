package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.imports.ImportLinker;
import io.github.wasmpool.wasmtime.RestoreHistory;
import io.github.wasmpool.wasmtime.Users;
import org.jspecify.annotations.Nullable;

/**
 * The code that instances of a pool run, and what is the same whatever state they begin
 * in: the host functions it is linked with, what clients know of it, its time limit, and
 * the state in which it begins by itself. It is counted, and goes with the last state of
 * it.
 *
 * <p>
 * Thread-safe.
 */
final class PoolCode {

	private final Users users = new Users(this::free);

	private final GenerationPlan plan;

	private final ModuleHandle module;

	private final ImportLinker linker;

	private final ClientFactory clients;

	private final @Nullable PoolSnapshot snapshot;

	private final Duration executionTimeout;

	private final GrowthAdvice advice;

	private final RestoreHistory restoring = new RestoreHistory();

	private PoolCode(GenerationPlan plan, ModuleHandle module) {
		this.plan = plan;
		this.module = module;
		this.linker = plan.linker(module);
		this.clients = plan.clients(module);
		this.executionTimeout = plan.executionTimeout(module);
		this.snapshot = plan.snapshot(module, this.linker, this.clients);
		this.advice = new GrowthAdvice(plan.pool(), module.settings().memoryReserve());
	}

	/**
	 * Let a pool run code, which is neither linked nor checked yet.
	 * @param plan what all code of the pool has in common
	 * @param module a handle that belongs to the code from now on, also if this fails
	 * @return the code, with one user: the caller
	 */
	static PoolCode of(GenerationPlan plan, ModuleHandle module) {
		try {
			return new PoolCode(plan, module.lend());
		}
		catch (Throwable ex) {
			module.free();
			throw ex;
		}
	}

	/**
	 * Become a user, unless it is gone.
	 * @return whether the caller is a user now, and has to {@link #release()}
	 */
	boolean retain() {
		return this.users.retain();
	}

	void release() {
		this.users.release();
	}

	private void free() {
		this.linker.close();
		if (this.snapshot != null) {
			this.snapshot.close();
		}
		this.module.free();
	}

	/**
	 * Return what all code of the pool has in common.
	 */
	GenerationPlan plan() {
		return this.plan;
	}

	/**
	 * Return the module as it begins by itself.
	 */
	ModuleHandle module() {
		return this.module;
	}

	/**
	 * Return the state in which the code begins.
	 * @return the state, or {@code null} if each instance is initialised by itself
	 */
	@Nullable PoolSnapshot snapshot() {
		return this.snapshot;
	}

	ImportLinker linker() {
		return this.linker;
	}

	ClientFactory clients() {
		return this.clients;
	}

	/**
	 * Return the limit of each entry into a guest on loan.
	 */
	Duration executionTimeout() {
		return this.executionTimeout;
	}

	GrowthAdvice advice() {
		return this.advice;
	}

	/**
	 * Return what is known of putting its instances back in place.
	 */
	RestoreHistory restoring() {
		return this.restoring;
	}

}
