package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmRuntime;

/**
 * The same on threads of the pool.
 */
class DedicatedWasiCommandTests extends WasiCommandTests {

	@Override
	WasmRuntime newRuntime() {
		return new DedicatedRuntime();
	}

}
