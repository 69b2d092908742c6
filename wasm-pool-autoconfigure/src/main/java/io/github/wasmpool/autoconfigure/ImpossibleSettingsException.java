package io.github.wasmpool.autoconfigure;

import java.util.List;

import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.WasmSettingsException;

/**
 * The settings of a pool, or of the engine, contradict each other or are out of range.
 */
final class ImpossibleSettingsException extends RuntimeException {

	private final transient SettingKeys keys;

	private final transient List<SettingProblem> problems;

	ImpossibleSettingsException(String subject, SettingKeys keys, IllegalArgumentException failure) {
		super("The settings of " + subject + " are impossible", failure);
		this.keys = keys;
		this.problems = (failure instanceof WasmSettingsException settings) ? settings.getProblems()
				: List.of(SettingProblem.of(String.valueOf(failure.getMessage())));
	}

	SettingKeys getKeys() {
		return this.keys;
	}

	/**
	 * Return what is wrong.
	 * @return the problems, at least one
	 */
	List<SettingProblem> getProblems() {
		return this.problems;
	}

}
