package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * A module cannot be used. Its message names the module, the reason and what to change.
 */
public class WasmModuleException extends WasmException {

	private final Reason reason;

	public WasmModuleException(Reason reason, String message) {
		this(reason, message, null);
	}

	public WasmModuleException(Reason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return why.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Why a module cannot be used.
	 */
	public enum Reason {

		/** There is no such file. */
		NOT_FOUND,

		/** The file is something else: text, a component, an archive, nothing. */
		NOT_A_MODULE,

		/** The file begins as a module and is damaged. */
		MALFORMED,

		/** The module needs a feature this engine lacks, or one that is off. */
		UNSUPPORTED_FEATURE,

		/** The module has an import that nobody provides. */
		MISSING_IMPORT,

		/** The module cannot have the memory it is to have. */
		MEMORY_OUT_OF_RANGE,

		/** The module is beyond a limit. */
		TOO_COMPLEX,

		/** The engine refused the module. */
		COMPILATION

	}

}
