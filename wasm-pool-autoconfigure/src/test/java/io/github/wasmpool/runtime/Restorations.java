package io.github.wasmpool.runtime;

import java.util.Objects;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolCounters;

/**
 * Counts how often instances were put back in place, whatever the machine is busy with.
 */
final class Restorations {

	private Restorations() {
	}

	/**
	 * Count what a pool put back, also if that took so long that the instance was not
	 * lent again, as happens where a test loses its processor.
	 */
	static long of(WasmPool pool) {
		WasmPoolCounters counters = pool.counters();
		return counters.restored() + retired(pool, RetirementReason.TOO_MANY_PAGES);
	}

	/**
	 * Count what a pool retired.
	 */
	static long retired(WasmPool pool, RetirementReason reason) {
		return Objects.requireNonNull(pool.counters().retired().get(reason));
	}

}
