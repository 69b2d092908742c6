package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmRuntime;

/**
 * New state for a living pool whose guests run on threads of its own.
 */
class DedicatedSeedTests extends SeedTests {

	@Override
	WasmRuntime newRuntime() {
		return new DedicatedRuntime();
	}

}
