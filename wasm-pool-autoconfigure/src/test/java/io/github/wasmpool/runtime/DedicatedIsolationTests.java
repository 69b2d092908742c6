package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmRuntime;

/**
 * The same on threads of the pools.
 */
class DedicatedIsolationTests extends IsolationTests {

	@Override
	WasmRuntime newRuntime() {
		return new DedicatedRuntime();
	}

}
