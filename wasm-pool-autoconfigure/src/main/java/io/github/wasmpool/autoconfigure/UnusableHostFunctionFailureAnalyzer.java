package io.github.wasmpool.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Explains why what beans provide for guests cannot be used. It comes before Spring
 * Boot's own analyzers, one of which would explain a bean that is not ready as a cycle of
 * injections.
 */
@Order(0)
class UnusableHostFunctionFailureAnalyzer extends AbstractFailureAnalyzer<UnusableHostFunctionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnusableHostFunctionException cause) {
		return new FailureAnalysis(cause.getMessage(), action(cause.getReason()), cause);
	}

	private static String action(UnusableHostFunctionException.Reason reason) {
		return switch (reason) {
			case AMBIGUOUS ->
				"Remove all but one, or give each to other pools with '@WasmImport(pools = ...)'. Declare "
						+ "a HostFunction bean that others build upon with '@Bean(autowireCandidate = false)'.";
			case IMPOSSIBLE -> "Change the method so that guests can call it, or remove its '@WasmImport'.";
			case IN_CREATION ->
				"Move the methods annotated with '@WasmImport' to a bean that does not use the pool, or "
						+ "use the pool later: in an ApplicationRunner, or when the application is ready.";
		};
	}

}
