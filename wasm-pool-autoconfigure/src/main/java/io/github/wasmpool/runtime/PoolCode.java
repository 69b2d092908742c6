package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.imports.ImportLinker;
import io.github.wasmpool.wasmtime.Users;

/**
 * The code that instances of a pool run, and what is the same whatever state they begin
 * in: the host functions it is linked with, what clients know of it, its time limit. It
 * is counted, and goes with the last state of it.
 *
 * <p>
 * Thread-safe.
 */
final class PoolCode {

	private final Users users = new Users(this::free);

	private final ModuleHandle module;

	private final ImportLinker linker;

	private final ClientFactory clients;

	private final Duration executionTimeout;

	private final GrowthAdvice advice;

	private PoolCode(GenerationPlan plan, ModuleHandle module) {
		this.module = module;
		this.linker = plan.linker(module);
		this.clients = plan.clients(module);
		this.executionTimeout = plan.executionTimeout(module);
		this.advice = new GrowthAdvice(plan.pool(), module.guest());
	}

	/**
	 * Let a pool run code, which is neither linked nor checked yet.
	 * @param plan what all code of the pool has in common
	 * @param module a handle that belongs to the code from now on, also if this fails
	 * @return the code, with one user: the caller
	 */
	static PoolCode of(GenerationPlan plan, ModuleHandle module) {
		boolean made = false;
		try {
			PoolCode code = new PoolCode(plan, module.lend());
			made = true;
			return code;
		}
		finally {
			if (!made) {
				module.free();
			}
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
		this.module.free();
	}

	/**
	 * Return the module, which begins in the state of the code itself.
	 */
	ModuleHandle module() {
		return this.module;
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

}
