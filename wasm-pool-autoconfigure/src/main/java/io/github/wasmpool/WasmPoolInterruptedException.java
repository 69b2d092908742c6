package io.github.wasmpool;

/**
 * The thread was interrupted while it waited for an instance. Its interrupt flag is set.
 */
public class WasmPoolInterruptedException extends WasmPoolException {

	public WasmPoolInterruptedException(WasmPoolStats stats, InterruptedException cause) {
		super(stats, "interrupted while waiting for an instance", cause);
	}

}
