package io.github.wasmpool.wasmtime.wasi;

import io.github.wasmpool.host.WasmCaller;

/**
 * An instance that calls WASI functions.
 */
public interface WasiCaller extends WasmCaller {

	/**
	 * Return what the instance sees of the world.
	 * @return its context
	 */
	WasiContext wasi();

	/**
	 * Whether the time the instance may run is up.
	 * @return {@code true} if it will be stopped as soon as it goes on
	 */
	boolean isOverdue();

}
