package io.github.wasmpool.wasmtime;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmHostFunctionException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of one instance until they are reported. Used by whoever has the
 * instance, so that counting costs no more than an addition.
 */
final class CallTally {

	private static final CallOutcome[] OUTCOMES = CallOutcome.values();

	private final long[] calls = new long[OUTCOMES.length];

	private long hostCalls;

	private boolean calledHost;

	/**
	 * Count a call.
	 * @param failure what went wrong inside, or {@code null} if it returned
	 */
	void add(@Nullable WasmException failure) {
		CallOutcome outcome = (failure != null) ? outcome(failure) : CallOutcome.RETURNED;
		this.calls[outcome.ordinal()]++;
	}

	/**
	 * Count calls of host functions.
	 * @param calls how many, zero or more
	 */
	void addHostCalls(int calls) {
		this.hostCalls += calls;
		this.calledHost |= calls > 0;
	}

	/**
	 * Whether there ever was a call of a host function.
	 */
	boolean calledHost() {
		return this.calledHost;
	}

	/**
	 * Report what was counted, and begin at zero.
	 * @param counts gets the numbers
	 */
	void report(CallCounts counts) {
		for (CallOutcome outcome : OUTCOMES) {
			long calls = this.calls[outcome.ordinal()];
			if (calls > 0) {
				counts.add(outcome, calls);
				this.calls[outcome.ordinal()] = 0;
			}
		}
		if (this.hostCalls > 0) {
			counts.addHostCalls(this.hostCalls);
			this.hostCalls = 0;
		}
	}

	private static CallOutcome outcome(WasmException failure) {
		return switch (retirement(failure)) {
			case TIMEOUT -> CallOutcome.TIMED_OUT;
			case EXIT -> CallOutcome.EXITED;
			case HOST_FAILURE -> CallOutcome.HOST_FAILED;
			default -> CallOutcome.TRAPPED;
		};
	}

	/**
	 * Tell what a failure means for the instance.
	 * @param failure what went wrong inside
	 * @return why it cannot go on
	 */
	static RetirementReason retirement(WasmException failure) {
		if (failure instanceof WasmExecutionTimeoutException) {
			return RetirementReason.TIMEOUT;
		}
		if (failure instanceof WasmExitException) {
			return RetirementReason.EXIT;
		}
		return (failure instanceof WasmHostFunctionException) ? RetirementReason.HOST_FAILURE : RetirementReason.TRAP;
	}

}
