package io.github.wasmpool.runtime;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmEngineStats;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.WasmRuntime;

/**
 * A runtime whose pools have threads of their own.
 */
final class DedicatedRuntime implements WasmRuntime {

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@Override
	public WasmModuleBuilder module(byte[] binary) {
		return this.runtime.module(binary);
	}

	@Override
	public WasmPoolBuilder pool(WasmModule module) {
		return this.runtime.pool(module).execution(ExecutionMode.DEDICATED);
	}

	@Override
	public WasmPools pools() {
		return this.runtime.pools();
	}

	@Override
	public WasmEngineStats engineStats() {
		return this.runtime.engineStats();
	}

	@Override
	public void close() {
		this.runtime.close();
	}

}
