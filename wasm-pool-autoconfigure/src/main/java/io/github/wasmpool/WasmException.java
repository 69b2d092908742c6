package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * The root of what this library throws, beside {@link IllegalArgumentException} and
 * {@link IllegalStateException} for misuse.
 */
public class WasmException extends RuntimeException {

	public WasmException(String message) {
		super(message);
	}

	public WasmException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
