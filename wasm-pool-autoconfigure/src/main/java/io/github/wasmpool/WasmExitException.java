package io.github.wasmpool;

/**
 * The guest ended itself ({@code proc_exit}). Its instance is not used again.
 */
public class WasmExitException extends WasmException {

	private final int exitCode;

	public WasmExitException(int exitCode) {
		super("The guest ended itself with exit code " + Integer.toUnsignedString(exitCode));
		this.exitCode = exitCode;
	}

	/**
	 * Return the exit code.
	 * @return the code; 0 means success
	 */
	public int getExitCode() {
		return this.exitCode;
	}

}
