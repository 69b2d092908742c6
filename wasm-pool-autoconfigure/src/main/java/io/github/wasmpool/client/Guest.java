package io.github.wasmpool.client;

import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmMemory;

/**
 * An instance that the present thread has to itself for the time of one call of a client.
 * What it hands out is used during that time only.
 */
public interface Guest {

	/**
	 * Look up an exported function.
	 * @param export its name
	 * @return the function
	 */
	WasmFunction function(String export);

	/**
	 * Look up an exported global.
	 * @param export its name
	 * @return the global
	 */
	WasmGlobal global(String export);

	/**
	 * Return the memory.
	 * @return the memory
	 */
	WasmMemory memory();

	/**
	 * Whether the guest can be entered.
	 * @return {@code false} after a trap or a timeout
	 */
	boolean isHealthy();

	/**
	 * Return what clients keep for the life of the instance, whoever borrows it.
	 * @return the state, always the same for an instance
	 */
	GuestState state();

}
