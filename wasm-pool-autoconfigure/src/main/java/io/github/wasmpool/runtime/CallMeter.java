package io.github.wasmpool.runtime;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

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

	/** By the ordinal of the outcome. */
	private final LongAdder[] calls = Stream.generate(LongAdder::new)
		.limit(CallOutcome.values().length)
		.toArray(LongAdder[]::new);

	private final LongAdder hostCalls = new LongAdder();

	@Override
	public void add(CallOutcome outcome, long calls) {
		this.calls[outcome.ordinal()].add(calls);
	}

	@Override
	public void addHostCalls(long calls) {
		this.hostCalls.add(calls);
	}

	Map<CallOutcome, Long> calls() {
		Map<CallOutcome, Long> sums = new EnumMap<>(CallOutcome.class);
		for (CallOutcome outcome : CallOutcome.values()) {
			sums.put(outcome, this.calls[outcome.ordinal()].sum());
		}
		return sums;
	}

	long hostCalls() {
		return this.hostCalls.sum();
	}

}
