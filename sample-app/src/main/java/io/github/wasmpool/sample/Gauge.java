package io.github.wasmpool.sample;

import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.actuate.PoolDescriptor;

/**
 * The numbers of a pool, as the endpoint has them.
 *
 * @param name the name of the pool
 * @param state {@code up}, {@code draining} or {@code closed}
 * @param status its health
 * @param generation the number of the code and state that loans begin with
 * @param stats the numbers of this moment
 * @param counters what was counted since the pool was made
 * @param memory bytes of the memories of all instances
 */
record Gauge(String name, String state, String status, long generation, WasmPoolStats stats,
		PoolDescriptor.Counters counters, long memory) {

	static Gauge of(PoolDescriptor pool, String status) {
		return new Gauge(pool.name(), pool.state(), status, pool.generation(), pool.stats(), pool.counters(),
				pool.linearMemory());
	}

}
