package io.github.wasmpool;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The calls of a pool that failed lately. Calls are counted when their loan ends.
 *
 * @param lastMinute how many failed within the last minute, by how; only what there was
 * is a key
 * @param last what the caller of the last one was told, on one line and of bounded
 * length; {@code null} if none ever failed
 * @param lastAt when that was; {@code null} if none ever failed
 */
public record WasmPoolFailures(Map<CallOutcome, Long> lastMinute, @Nullable String last, @Nullable Instant lastAt) {

	/**
	 * Create failures.
	 */
	public WasmPoolFailures {
		lastMinute = Map.copyOf(lastMinute);
	}

}
