package io.github.wasmpool.wasmtime;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.WasmException;

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
	 * Note what the caller of a call that failed was told. May be called more than once
	 * for one failure.
	 * @param failure what was thrown
	 */
	void failed(WasmException failure);

	/**
	 * Add calls of host functions.
	 * @param calls how many, at least 1
	 */
	void addHostCalls(long calls);

}
