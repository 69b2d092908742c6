package io.github.wasmpool.runtime;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.wasmtime.CallCounts;

/**
 * Adds up the calls of a pool. Thread-safe.
 */
final class CallMeter implements CallCounts {

	/**
	 * Counts nothing: for what the pool itself does with an instance.
	 */
	static final CallCounts NONE = new CallCounts() {

		@Override
		public void add(CallOutcome outcome, long calls) {
		}

		@Override
		public void addHostCalls(long calls) {
		}

	};

	private final Map<CallOutcome, LongAdder> calls = new ConcurrentHashMap<>();

	private final LongAdder hostCalls = new LongAdder();

	@Override
	public void add(CallOutcome outcome, long calls) {
		this.calls.computeIfAbsent(outcome, (first) -> new LongAdder()).add(calls);
	}

	@Override
	public void addHostCalls(long calls) {
		this.hostCalls.add(calls);
	}

	Map<CallOutcome, Long> calls() {
		Map<CallOutcome, Long> sums = new EnumMap<>(CallOutcome.class);
		this.calls.forEach((outcome, count) -> sums.put(outcome, count.sum()));
		return sums;
	}

	long hostCalls() {
		return this.hostCalls.sum();
	}

}
