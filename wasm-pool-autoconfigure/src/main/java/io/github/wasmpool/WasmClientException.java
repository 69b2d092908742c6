package io.github.wasmpool;

import java.util.List;

/**
 * An interface does not fit the exports of a module. The message lists everything that
 * does not.
 */
public class WasmClientException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final Class<?> type;

	private final List<String> problems;

	public WasmClientException(Class<?> type, String target, List<String> problems) {
		super("'" + type.getName() + "' cannot be a client of " + target + ":\n  - " + String.join("\n  - ", problems));
		this.type = type;
		this.problems = List.copyOf(problems);
	}

	/**
	 * Return what was to be a client.
	 * @return the type
	 */
	public Class<?> getType() {
		return this.type;
	}

	/**
	 * Return what does not fit.
	 * @return the problems, at least one
	 */
	public List<String> getProblems() {
		return this.problems;
	}

}
