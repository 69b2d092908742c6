package io.github.wasmpool.autoconfigure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.ResultConvention;
import io.github.wasmpool.pool.PoolSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.unit.DataSize;

/**
 * What a named pool inherits of what {@code wasm.pool} says: everything it does not say
 * itself, except what belongs to another module, and what is excluded by something that
 * it says itself.
 */
final class Inheritance {

	private static final List<String> OF_THE_MODULE = List.of("memory", "module-sha256", "reload", "initialize",
			"snapshot", "reset-export", "abi.allocate", "abi.free", "abi.result-length", "abi.input-buffer",
			"abi.input-buffer-size", "abi.bytes-class");

	private static final List<String> OF_WARM_INSTANCES = List.of("max-uses", "max-lifetime", "idle-timeout",
			"max-memory-growth");

	private static final String MIN_IDLE = "min-idle";

	private final Set<ConfigurationPropertyName> left = new HashSet<>();

	private final @Nullable Integer cappedMinIdle;

	/**
	 * Settle what is inherited.
	 * @param own what the pool says itself
	 * @param inherited what {@code wasm.pool} says
	 */
	Inheritance(PrefixedSettings own, PrefixedSettings inherited) {
		if (own.hasText("module")) {
			leave(OF_THE_MODULE);
			if (inherited.is("abi.result", ResultConvention.LENGTH_EXPORT)) {
				leave(List.of("abi.result"));
			}
		}
		if (own.is("interruptible", false)) {
			leave(List.of("execution-timeout", "initialization-timeout"));
		}
		if (own.has("execution-timeout") || own.has("initialization-timeout")) {
			leave(List.of("interruptible"));
		}
		if (own.is("reset", ResetPolicy.FRESH)) {
			leave(OF_WARM_INSTANCES);
			leave(List.of("reset-export", "memory.shared"));
		}
		if (own.is("memory.shared", true)) {
			leave(OF_WARM_INSTANCES);
			leave(List.of("memory.initial-pages", "memory.max-pages", "memory.reserve", "reset", "snapshot",
					"features.threads", "abi.input-buffer", "abi.input-buffer-size"));
		}
		if (own.is("snapshot", true)) {
			leave(List.of("memory.shared"));
		}
		if (own.is("features.threads", false)) {
			leave(List.of("memory.shared"));
		}
		settleBuffers(own);
		if (own.hasElements("wasi.environment")) {
			leave(List.of("wasi.environment"));
		}
		this.cappedMinIdle = own.has(MIN_IDLE) ? null : cap(own, inherited);
	}

	private void settleBuffers(PrefixedSettings own) {
		DataSize keepBuffer = own.get("abi.keep-buffer", DataSize.class);
		if (keepBuffer != null && keepBuffer.toBytes() > 0) {
			leave(List.of("abi.input-buffer", "abi.input-buffer-size", "abi.free-arguments"));
		}
		if (own.hasText("abi.input-buffer") || own.is("abi.free-arguments", false)) {
			leave(List.of("abi.keep-buffer"));
		}
	}

	private static @Nullable Integer cap(PrefixedSettings own, PrefixedSettings inherited) {
		Integer minIdle = inherited.get(MIN_IDLE, Integer.class);
		if (minIdle == null) {
			return null;
		}
		Integer size = own.has("size") ? own.get("size", Integer.class) : inherited.get("size", Integer.class);
		return Math.min(minIdle, (size != null) ? size : PoolSettings.DEFAULT_SIZE);
	}

	private void leave(List<String> settings) {
		settings.forEach((setting) -> this.left.add(ConfigurationPropertyName.of(setting)));
	}

	/**
	 * Whether a setting is inherited.
	 * @param setting a setting, or an element of one, relative to the prefix
	 * @return whether it is
	 */
	boolean includes(ConfigurationPropertyName setting) {
		for (ConfigurationPropertyName name = setting; !name.isEmpty(); name = name.getParent()) {
			if (this.left.contains(name)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return the value of a setting that is inherited: its own, except that no more
	 * instances are kept ready than there can be.
	 * @param setting the setting, relative to the prefix
	 * @param property what {@code wasm.pool} says
	 * @return the value
	 */
	Object value(ConfigurationPropertyName setting, ConfigurationProperty property) {
		return (this.cappedMinIdle != null && setting.equals(ConfigurationPropertyName.of(MIN_IDLE)))
				? this.cappedMinIdle : property.getValue();
	}

}
