package io.github.wasmpool;

import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The root of what this library throws, beside {@link IllegalArgumentException} and
 * {@link IllegalStateException} for misuse.
 */
public class WasmException extends RuntimeException {

	/**
	 * What exceptions name for an export where the start function of a module failed,
	 * which has no name.
	 */
	public static final String START_FUNCTION = "the start function";

	public WasmException(String message) {
		super(message);
	}

	public WasmException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/**
	 * Return what was called as messages say it.
	 * @param function the name of an export, or {@value #START_FUNCTION}
	 * @return the name in quotes, or those words
	 */
	static String called(String function) {
		return function.equals(START_FUNCTION) ? function : "'" + Wording.name(function) + "'";
	}

}
