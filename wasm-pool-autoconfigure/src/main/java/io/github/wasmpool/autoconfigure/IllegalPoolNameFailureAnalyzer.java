package io.github.wasmpool.autoconfigure;

import java.util.Locale;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why a pool cannot have a name.
 */
class IllegalPoolNameFailureAnalyzer extends AbstractFailureAnalyzer<IllegalPoolNameException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, IllegalPoolNameException cause) {
		String name = cause.getName();
		if (name.equals(PoolDefinition.DEFAULT_NAME)) {
			return new FailureAnalysis(
					cause.getMessage() + " below 'wasm.pools': it is the name of the pool that 'wasm.pool' configures.",
					"Move what is set below 'wasm.pools.default' to 'wasm.pool'.", cause);
		}
		return new FailureAnalysis(cause.getMessage()
				+ ": a name begins with a lower-case letter, and lower-case letters and digits follow. With any other "
				+ "an environment variable such as WASM_POOLS_" + environmentVariablePart(name)
				+ "_SIZE would configure a pool of another name.", action(name), cause);
	}

	private static String environmentVariablePart(String name) {
		return name.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
	}

	private static String action(String name) {
		String suggestion = name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT).replaceFirst("^[0-9]+", "");
		if (suggestion.isEmpty() || suggestion.equals(PoolDefinition.DEFAULT_NAME)) {
			return "Rename 'wasm.pools." + name + "'.";
		}
		return "Rename 'wasm.pools." + name + "', for example to 'wasm.pools." + suggestion + "'.";
	}

}
