package io.github.wasmpool;

import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * A host function ended the call of the guest: it threw, or was not allowed to go on. The
 * instance is not used again. What the host function threw, exception or error, is the
 * cause.
 */
public class WasmHostFunctionException extends WasmException {

	private final String function;

	private final String hostFunction;

	private final String problem;

	public WasmHostFunctionException(String function, String hostFunction, String problem, @Nullable Throwable cause) {
		super("Host function '" + Wording.name(hostFunction) + "', called by " + called(function) + ", " + problem,
				cause);
		this.function = function;
		this.hostFunction = hostFunction;
		this.problem = problem;
	}

	/**
	 * Return the exported function that was called.
	 * @return the name of the export
	 */
	public String getFunction() {
		return this.function;
	}

	/**
	 * Return the host function that the guest called.
	 * @return its module and name, for example {@code env.now}
	 */
	public String getHostFunction() {
		return this.hostFunction;
	}

	/**
	 * Return what went wrong, in words.
	 * @return a phrase of the message
	 */
	public String getProblem() {
		return this.problem;
	}

}
