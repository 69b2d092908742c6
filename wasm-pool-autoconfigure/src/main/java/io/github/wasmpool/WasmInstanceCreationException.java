package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * An instance could not be made: its memory could not be had, or the start function or an
 * initialiser failed.
 */
public class WasmInstanceCreationException extends WasmPoolException {

	public WasmInstanceCreationException(String module, String message, @Nullable Throwable cause) {
		super((String) null, "no instance of module '" + module + "' could be made: " + message, cause);
	}

	public WasmInstanceCreationException(WasmPoolStats stats, Throwable cause) {
		super(stats, (cause.getMessage() != null) ? cause.getMessage() : cause.toString(), cause);
	}

}
