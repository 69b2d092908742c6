package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmRuntime;

/**
 * New code for a living pool whose guests run on threads of its own.
 */
class DedicatedReplacementTests extends ReplacementTests {

	@Override
	WasmRuntime newRuntime() {
		return new DedicatedRuntime();
	}

}
