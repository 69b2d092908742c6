package io.github.wasmpool.runtime;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmPoolBuilder;

/**
 * What a pool of fresh instances does, it does on threads of its own as well.
 */
class DedicatedFreshWasmPoolTests extends FreshWasmPoolTests {

	@Override
	WasmPoolBuilder builder() {
		return super.builder().execution(ExecutionMode.DEDICATED);
	}

}
