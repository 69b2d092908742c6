package io.github.wasmpool.autoconfigure;

import java.util.List;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmTrapException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Explains why a pool cannot make an instance.
 */
class InstanceCreationFailureAnalyzer extends AbstractFailureAnalyzer<WasmInstanceCreationException> {

	private final ConfigurableEnvironment environment;

	InstanceCreationFailureAnalyzer(Environment environment) {
		this.environment = (ConfigurableEnvironment) environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, WasmInstanceCreationException cause) {
		String pool = cause.getPool();
		if (pool == null) {
			return null;
		}
		PoolDefinition definition = new PoolDefinitions(this.environment).get(pool);
		SettingKeys keys = definition.keys();
		String description = "Pool '" + pool + "' cannot make an instance: " + reason(cause);
		if (findCause(cause, WasmExecutionTimeoutException.class) != null) {
			return analysis(cause, keys, description, List.of("initialization-timeout", "initialize"),
					"Raise '" + keys.key("initialization-timeout") + "' if the guest needs longer to begin, or change '"
							+ keys.key("initialize") + "' or '" + keys.key("module") + "'.");
		}
		if (findCause(cause, WasmTrapException.class) != null) {
			return analysis(cause, keys, description, List.of("module", "initialize", "memory.max-pages"),
					"Look for the fault in what the guest does when it begins. If it runs out of memory, raise '"
							+ keys.key("memory.max-pages") + "'; otherwise change '" + keys.key("module") + "' or '"
							+ keys.key("initialize") + "'.");
		}
		if (Boolean.TRUE.equals(definition.properties().snapshot())
				&& !(NestedExceptionUtils.getMostSpecificCause(cause) instanceof WasmException)) {
			return analysis(cause, keys, description, List.of("module", "snapshot"),
					"Look for the fault in what the application does with the first instance, in its beans of the type "
							+ "WasmSnapshotInitializer, or set '" + keys.key("snapshot")
							+ "' to false. If the machine has" + " no memory left, lower '" + keys.key("size") + "'.");
		}
		return analysis(cause, keys, description, List.of("size", "memory.initial-pages", "memory.max-pages"),
				"If the machine has no memory left for so many instances, lower '" + keys.key("size") + "' or '"
						+ keys.key("memory.max-pages") + "'; if the fault is the guest's, change '" + keys.key("module")
						+ "' or '" + keys.key("initialize") + "'.");
	}

	private static @Nullable String reason(WasmInstanceCreationException failure) {
		Throwable cause = failure.getCause();
		return (cause != null && cause.getMessage() != null) ? cause.getMessage() : failure.getMessage();
	}

	private static FailureAnalysis analysis(WasmInstanceCreationException cause, SettingKeys keys, String description,
			List<String> settings, String action) {
		return new FailureAnalysis(description + keys.describe(settings), action, cause);
	}

}
