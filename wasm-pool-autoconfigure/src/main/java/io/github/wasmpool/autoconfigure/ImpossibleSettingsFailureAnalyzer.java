package io.github.wasmpool.autoconfigure;

import java.util.List;
import java.util.Objects;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which settings of a pool, or of the engine, are impossible.
 */
class ImpossibleSettingsFailureAnalyzer extends AbstractFailureAnalyzer<ImpossibleSettingsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ImpossibleSettingsException cause) {
		PropertyKeys keys = cause.getKeys();
		String reason = Objects.requireNonNull(cause.getCause()).getMessage();
		List<String> settings = keys.namedIn(reason);
		return new FailureAnalysis(cause.getMessage() + ": " + reason + keys.describe(settings), action(keys, settings),
				cause);
	}

	private static String action(PropertyKeys keys, List<String> settings) {
		if (settings.isEmpty()) {
			return "Change what is set below '" + keys.prefix() + "'.";
		}
		return "Change " + PropertyKeys.list(settings.stream().map(keys::key).toList(), "or") + ".";
	}

}
