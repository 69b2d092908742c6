package io.github.wasmpool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Collects everything that is wrong with a set of settings, to say it at once. Not
 * thread-safe.
 */
public final class SettingProblems {

	private final List<SettingProblem> problems = new ArrayList<>();

	/**
	 * Note a problem.
	 * @param ok whether there is none
	 * @param sentence what to say otherwise, with the settings in single quotes
	 * @param settings the settings that decide it, by their keys
	 */
	public void unless(boolean ok, String sentence, String... settings) {
		if (!ok) {
			this.problems.add(SettingProblem.of(sentence, settings));
		}
	}

	/**
	 * Note a problem unless a time is positive, or there is none.
	 * @param setting the setting, by its key
	 * @param value its value
	 */
	public void unlessPositive(String setting, @Nullable Duration value) {
		unless(value == null || (!value.isNegative() && !value.isZero()),
				"'" + setting + "' must be positive but is " + value, setting);
	}

	/**
	 * Note problems that were found elsewhere.
	 * @param more the problems
	 */
	public void addAll(Collection<SettingProblem> more) {
		this.problems.addAll(more);
	}

	/**
	 * Return what was collected.
	 * @return the problems, in the order in which they were noted
	 */
	public List<SettingProblem> toList() {
		return List.copyOf(this.problems);
	}

	/**
	 * End the collection.
	 * @param subject what the settings are of, for example {@code Pool 'orders'}
	 * @throws WasmSettingsException if there is a problem
	 */
	public void throwAny(String subject) {
		if (!this.problems.isEmpty()) {
			throw new WasmSettingsException(subject + " has impossible settings: ", this.problems);
		}
	}

	/**
	 * End the collection where nothing is said but the problems.
	 * @throws WasmSettingsException if there is a problem
	 */
	public void throwAny() {
		if (!this.problems.isEmpty()) {
			throw new WasmSettingsException("", this.problems);
		}
	}

}
