package io.github.wasmpool.cluster;

import java.time.Duration;

import io.github.wasmpool.SettingProblems;
import io.github.wasmpool.WasmSettingsException;

/**
 * How work is shared among members.
 *
 * @param answerTimeout how long a member may take to answer for a part, or to apply what
 * was published, from 100 ms to 1 hour
 * @param minPartSize the items of a column in the first part, 1 or more: a column that is
 * not longer stays in one
 * @param maxPartSize the most items of a column, or elements of a list, in a part, not
 * less than {@code minPartSize}
 */
public record ClusterOptions(Duration answerTimeout, int minPartSize, int maxPartSize) {

	private static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);

	private static final Duration MOST_TIMEOUT = Duration.ofHours(1);

	/** 30 seconds, 16 and 65,536 items. */
	public static final ClusterOptions DEFAULTS = new ClusterOptions(Duration.ofSeconds(30), 1 << 4, 1 << 16);

	/**
	 * Create options.
	 * @throws WasmSettingsException if one is outside what it can be
	 */
	public ClusterOptions {
		SettingProblems problems = new SettingProblems();
		problems.unless(answerTimeout.compareTo(LEAST_TIMEOUT) >= 0 && answerTimeout.compareTo(MOST_TIMEOUT) <= 0,
				"'answer-timeout' must be between 100 ms and 1 hour but is " + answerTimeout.toMillis() + " ms",
				"answer-timeout");
		problems.unless(minPartSize >= 1, "'min-part-size' must be at least 1 but is " + minPartSize, "min-part-size");
		problems.unless(maxPartSize >= minPartSize,
				"'max-part-size' must not be below 'min-part-size' (" + minPartSize + ") but is " + maxPartSize,
				"max-part-size", "min-part-size");
		problems.throwAny();
	}

}
