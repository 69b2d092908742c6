package io.github.wasmpool.runtime;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmPoolBuilder;

/**
 * What a pool of warm instances does, it does on threads of its own as well.
 */
class DedicatedWarmWasmPoolTests extends WarmWasmPoolTests {

	@Override
	WasmPoolBuilder builder() {
		return super.builder().execution(ExecutionMode.DEDICATED);
	}

}
