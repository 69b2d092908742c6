package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmRuntime;

/**
 * The same on threads of the pools.
 */
class DedicatedDeadlineTests extends DeadlineTests {

	@Override
	WasmRuntime newRuntime() {
		return new DedicatedRuntime();
	}

}
