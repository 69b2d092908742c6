package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Collects everything that is wrong with a set of settings, to say it at once.
 */
final class Problems {

	private final List<String> sentences = new ArrayList<>();

	/**
	 * Note a problem.
	 * @param ok whether there is none
	 * @param problem what to say otherwise, with the key in quotes
	 */
	void unless(boolean ok, String problem) {
		if (!ok) {
			this.sentences.add(problem);
		}
	}

	void addAll(List<String> problems) {
		this.sentences.addAll(problems);
	}

	void unlessPositive(String key, @Nullable Duration value) {
		unless(value == null || (!value.isNegative() && !value.isZero()),
				"'" + key + "' must be positive but is " + value);
	}

	/**
	 * End the collection.
	 * @param subject what the settings are of
	 * @throws IllegalArgumentException if there is a problem
	 */
	void throwAny(String subject) {
		if (!this.sentences.isEmpty()) {
			throw new IllegalArgumentException(
					subject + " has impossible settings: " + String.join("; ", this.sentences));
		}
	}

}
