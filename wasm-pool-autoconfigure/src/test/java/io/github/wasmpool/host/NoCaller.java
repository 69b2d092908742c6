package io.github.wasmpool.host;

import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmMemory;

/**
 * A caller that has nothing.
 */
final class NoCaller implements WasmCaller {

	@Override
	public WasmMemory memory() {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmMemory memory(String export) {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmFunction function(String export) {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmGlobal global(String export) {
		throw new UnsupportedOperationException();
	}

}
