package io.github.wasmpool.loan;

import io.github.wasmpool.LoanAttributes;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.wasmtime.GuestInstance;

/**
 * An instance behind a guard. What it hands out enters the guest through the guard, too.
 */
public class GuardedInstance {

	private final GuestInstance instance;

	private final Entry guard;

	private final Entry calls;

	/**
	 * Create a view of an instance.
	 * @param instance the instance
	 * @param guard the way to what needs no code of the guest
	 * @param calls the way to its code
	 */
	public GuardedInstance(GuestInstance instance, Entry guard, Entry calls) {
		this.instance = instance;
		this.guard = guard;
		this.calls = calls;
	}

	/**
	 * Look up a function.
	 * @param export its name
	 * @return the function
	 */
	public WasmFunction function(String export) {
		return new GuardedFunction(this.calls, this.guard.inside(() -> this.instance.function(export)));
	}

	/**
	 * Look up a global, whose accessors are code of the guest.
	 * @param export its name
	 * @return the global
	 */
	public WasmGlobal global(String export) {
		return new GuardedGlobal(this.calls, this.guard.inside(() -> this.instance.global(export)));
	}

	/**
	 * Return what the loan has set.
	 * @return the attributes
	 */
	public LoanAttributes attributes() {
		return this.guard.inside(UnguardedGuest.of(this.instance)::attributes);
	}

	/**
	 * Look up the memory.
	 * @return the export named {@code memory}, else the only one
	 */
	public WasmMemory memory() {
		return new GuardedMemory(this.guard, this.guard.inside(this.instance::memory));
	}

	/**
	 * Look up a memory.
	 * @param export its name
	 * @return the memory
	 */
	public WasmMemory memory(String export) {
		return new GuardedMemory(this.guard, this.guard.inside(() -> this.instance.memory(export)));
	}

}
