package io.github.wasmpool;

/**
 * The pool is closed.
 */
public class WasmPoolClosedException extends WasmPoolException {

	public WasmPoolClosedException(WasmPoolStats stats) {
		super(stats, "the pool is closed", null);
	}

}
