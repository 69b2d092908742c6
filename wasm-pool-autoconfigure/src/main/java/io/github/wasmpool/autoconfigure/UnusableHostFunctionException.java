package io.github.wasmpool.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * What beans provide for the guests of a pool cannot be used.
 */
final class UnusableHostFunctionException extends RuntimeException {

	private final Reason reason;

	UnusableHostFunctionException(Reason reason, String pool, String problem, @Nullable Throwable cause) {
		super("Pool '" + pool + "' cannot be given its host functions: " + problem, cause);
		this.reason = reason;
	}

	Reason getReason() {
		return this.reason;
	}

	/**
	 * Why it cannot be used.
	 */
	enum Reason {

		/** Several beans provide the same import. */
		AMBIGUOUS,

		/** An annotated method cannot be called by a guest. */
		IMPOSSIBLE,

		/** The bean that provides an import is not ready. */
		IN_CREATION

	}

}
