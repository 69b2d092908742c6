package io.github.wasmpool.runtime;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmPoolFailures;
import io.github.wasmpool.wasmtime.CallCounts;

/**
 * Adds up the calls of a pool, and the memories of its instances. Thread-safe.
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
		public void failed(WasmException failure) {
		}

		@Override
		public void addHostCalls(long calls) {
		}

	};

	private final Map<CallOutcome, LongAdder> calls = new ConcurrentHashMap<>();

	private final LongAdder hostCalls = new LongAdder();

	private final MemoryCount memory = new MemoryCount();

	private final RecentFailures failures = new RecentFailures(Clock.systemUTC());

	private final FailureLog log;

	/**
	 * Create a meter.
	 * @param pool the name of the pool
	 */
	CallMeter(String pool) {
		this.log = new FailureLog(pool, System::nanoTime);
	}

	@Override
	public void add(CallOutcome outcome, long calls) {
		this.calls.computeIfAbsent(outcome, (first) -> new LongAdder()).add(calls);
		if (outcome != CallOutcome.RETURNED) {
			this.failures.add(outcome, calls);
		}
	}

	@Override
	public void failed(WasmException failure) {
		this.failures.failed(failure);
		this.log.failed(failure);
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

	MemoryCount memory() {
		return this.memory;
	}

	WasmPoolFailures failures() {
		return this.failures.snapshot();
	}

	long hostCalls() {
		return this.hostCalls.sum();
	}

}
