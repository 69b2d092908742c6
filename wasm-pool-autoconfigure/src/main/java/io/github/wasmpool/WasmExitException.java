package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * The guest ended itself ({@code proc_exit}). Its instance is not used again.
 */
public class WasmExitException extends WasmException {

	private final int exitCode;

	private final @Nullable String function;

	/**
	 * Create what a host function throws to end the call of the guest that called it.
	 * @param exitCode the exit code; 0 means success
	 */
	public WasmExitException(int exitCode) {
		super("The guest ended itself with exit code " + Integer.toUnsignedString(exitCode));
		this.exitCode = exitCode;
		this.function = null;
	}

	/**
	 * Create what the caller of the guest gets. Thrown by a host function it ends no
	 * other guest in this way, and is a failure like any other.
	 * @param function the exported function that was called
	 * @param exit what ended the call
	 */
	public WasmExitException(String function, WasmExitException exit) {
		super(called(function) + " ended the guest with exit code " + Integer.toUnsignedString(exit.exitCode), exit);
		this.exitCode = exit.exitCode;
		this.function = function;
	}

	/**
	 * Return the exit code.
	 * @return the code; 0 means success
	 */
	public int getExitCode() {
		return this.exitCode;
	}

	/**
	 * Return the exported function that was called.
	 * @return the name of the export, or {@code null} as long as the guest was not left
	 */
	public @Nullable String getFunction() {
		return this.function;
	}

}
