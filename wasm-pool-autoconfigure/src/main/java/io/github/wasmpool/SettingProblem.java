package io.github.wasmpool;

import java.util.List;

/**
 * One thing that is wrong with settings.
 *
 * @param sentence what is wrong, with the settings in single quotes
 * @param settings the settings that decide it, one of which is to be changed, by their
 * configuration keys without prefix, for example {@code min-idle}; empty if none of them
 * is a key
 */
public record SettingProblem(String sentence, List<String> settings) {

	public SettingProblem {
		settings = List.copyOf(settings);
	}

	/**
	 * Name what is wrong.
	 * @param sentence what is wrong
	 * @param settings the settings that decide it
	 * @return the problem
	 */
	public static SettingProblem of(String sentence, String... settings) {
		return new SettingProblem(sentence, List.of(settings));
	}

}
