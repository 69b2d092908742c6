package io.github.wasmpool.fake;

import io.github.wasmpool.LoanAttributes;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.host.WasmCaller;

/**
 * A caller that has nothing.
 */
public final class FakeWasmCaller implements WasmCaller {

	@Override
	public LoanAttributes attributes() {
		throw new UnsupportedOperationException();
	}

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
