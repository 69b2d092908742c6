package io.github.wasmpool.pool;

import java.util.Map;

import io.github.wasmpool.RetirementReason;

/**
 * What a pool counted since it was made.
 *
 * @param acquired loans that began
 * @param exhausted borrowers who were refused because nothing was available
 * @param created objects that were made
 * @param reused how often an object was made ready for its next loan
 * @param retired objects that were not lent again, by reason
 */
public record PoolCounts(long acquired, long exhausted, long created, long reused,
		Map<RetirementReason, Long> retired) {

	/**
	 * Create counts.
	 */
	public PoolCounts {
		retired = Map.copyOf(retired);
	}

}
