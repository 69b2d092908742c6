package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.wasmtime.GuestInstance;

/**
 * What a host function sees of the instance that calls it, behind a guard that only its
 * thread passes, and nobody once it has returned.
 */
final class HostScope implements WasmCaller, AutoCloseable {

	private final GuestInstance instance;

	private final LoanGuard guard;

	/**
	 * Create a scope, to be closed by the same thread.
	 * @param instance the calling instance
	 */
	HostScope(GuestInstance instance) {
		this.instance = instance;
		this.guard = LoanGuard.ofThisThread();
	}

	@Override
	public WasmMemory memory() {
		return new GuardedMemory(this.guard, this.guard.inside(this.instance::memory));
	}

	@Override
	public WasmMemory memory(String export) {
		return new GuardedMemory(this.guard, this.guard.inside(() -> this.instance.memory(export)));
	}

	@Override
	public WasmFunction function(String export) {
		return new GuardedFunction(this.guard, this.guard.inside(() -> this.instance.function(export)));
	}

	@Override
	public WasmGlobal global(String export) {
		return new GuardedGlobal(this.guard, this.guard.inside(() -> this.instance.global(export)));
	}

	@Override
	public void close() {
		this.guard.close();
		this.guard.leave();
	}

}
