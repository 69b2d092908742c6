package io.github.wasmpool.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which version of Spring Boot is needed.
 */
class UnsupportedBootFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedBootException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedBootException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", "Upgrade Spring Boot from " + cause.getVersion() + " to "
				+ UnsupportedBootException.NEEDED + " or newer.", cause);
	}

}
