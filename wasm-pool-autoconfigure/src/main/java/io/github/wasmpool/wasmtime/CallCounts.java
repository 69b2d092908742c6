package io.github.wasmpool.wasmtime;

import io.github.wasmpool.CallOutcome;

/**
 * Adds up what instances report of the calls they served. Called by many threads at once.
 */
public interface CallCounts {

	/**
	 * Add calls.
	 * @param outcome how they ended
	 * @param calls how many, at least 1
	 */
	void add(CallOutcome outcome, long calls);

	/**
	 * Add calls of host functions.
	 * @param calls how many, at least 1
	 */
	void addHostCalls(long calls);

}
