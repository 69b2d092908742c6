package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmRuntime;

/**
 * Runs the tests with guests on threads of their own.
 */
class DedicatedRestoringTests extends RestoringTests {

	@Override
	WasmRuntime newRuntime() {
		return new DedicatedRuntime();
	}

}
