package io.github.wasmpool;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Settings are impossible. Its message names everything that is wrong with them;
 * {@link #getProblems()} tells it as data.
 */
public class WasmSettingsException extends IllegalArgumentException {

	private final transient List<SettingProblem> problems;

	/**
	 * Create an exception.
	 * @param introduction what the message begins with, may be empty
	 * @param problems what is wrong, at least one
	 */
	public WasmSettingsException(String introduction, Collection<SettingProblem> problems) {
		super(introduction + problems.stream().map(SettingProblem::sentence).collect(Collectors.joining("; ")));
		this.problems = List.copyOf(problems);
	}

	/**
	 * Return what is wrong.
	 * @return the problems, at least one
	 */
	public List<SettingProblem> getProblems() {
		return this.problems;
	}

}
