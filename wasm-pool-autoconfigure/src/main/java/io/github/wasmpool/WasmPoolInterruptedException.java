package io.github.wasmpool;

/**
 * The thread was interrupted while it waited for an instance, or, with
 * {@link ExecutionMode#DEDICATED}, for what an instance does on another thread. Its
 * interrupt flag is set.
 */
public class WasmPoolInterruptedException extends WasmPoolException {

	public WasmPoolInterruptedException(WasmPoolStats stats, InterruptedException cause) {
		this(stats, "interrupted while waiting for an instance", cause);
	}

	public WasmPoolInterruptedException(WasmPoolStats stats, String message, InterruptedException cause) {
		super(stats, message, cause);
	}

}
