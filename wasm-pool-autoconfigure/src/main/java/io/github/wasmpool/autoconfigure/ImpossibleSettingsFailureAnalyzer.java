package io.github.wasmpool.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import io.github.wasmpool.SettingProblem;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which settings of a pool, or of the engine, are impossible.
 */
class ImpossibleSettingsFailureAnalyzer extends AbstractFailureAnalyzer<ImpossibleSettingsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ImpossibleSettingsException cause) {
		SettingKeys keys = cause.getKeys();
		List<SettingProblem> problems = cause.getProblems();
		String sentences = problems.stream().map(SettingProblem::sentence).collect(Collectors.joining("; "));
		List<String> settings = problems.stream()
			.flatMap((problem) -> problem.settings().stream())
			.distinct()
			.sorted()
			.toList();
		return new FailureAnalysis(cause.getMessage() + ": " + sentences + keys.describe(settings),
				action(keys, settings), cause);
	}

	private static String action(SettingKeys keys, List<String> settings) {
		return "Change " + (settings.isEmpty() ? "what is set below '" + keys.prefix() + "'" : keys.oneOf(settings))
				+ ".";
	}

}
