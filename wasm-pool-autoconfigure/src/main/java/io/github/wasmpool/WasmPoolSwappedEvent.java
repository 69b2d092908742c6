package io.github.wasmpool;

import java.time.Duration;

/**
 * Loans of a pool run other code from now on, or begin in another state. With Spring Boot
 * it is an application event, published on the thread that asked for the change.
 *
 * @param pool the name of the pool
 * @param generation the number of what loans begin with now
 * @param sha256 the digest of the module, in hexadecimal digits
 * @param kind what was changed
 * @param took how long it took from the beginning of its turn
 */
public record WasmPoolSwappedEvent(String pool, long generation, String sha256, Kind kind, Duration took) {

	/**
	 * What was changed.
	 */
	public enum Kind {

		/** The state in which loans begin. */
		SEEDED,

		/** The code, with the state in which it begins by itself. */
		REPLACED

	}

}
