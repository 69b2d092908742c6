package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * The native engine cannot run on this machine.
 */
public class WasmEngineUnavailableException extends WasmException {

	private final Reason reason;

	public WasmEngineUnavailableException(Reason reason, String message, @Nullable Throwable cause) {
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
	 * Why the engine cannot run.
	 */
	public enum Reason {

		/** There is no native library for this operating system or processor. */
		PLATFORM,

		/** The native library needs another C library, glibc, than the system has. */
		C_LIBRARY,

		/** The native library cannot be written to the temporary directory. */
		TEMPORARY_DIRECTORY,

		/** The temporary directory does not allow files to be executed. */
		EXECUTION_FORBIDDEN,

		/** The native library could not be loaded for another reason. */
		LOADING

	}

}
