package io.github.wasmpool.wasmtime;

import java.util.EnumMap;
import java.util.Map;

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

	/** By far the most end like that. */
	private long returned;

	private final Map<CallOutcome, Long> others = new EnumMap<>(CallOutcome.class);

	private long hostCalls;

	private boolean calledHost;

	/**
	 * Count a call.
	 * @param failure what went wrong inside, or {@code null} if it returned
	 * @return how it ended
	 */
	CallOutcome add(@Nullable WasmException failure) {
		if (failure == null) {
			this.returned++;
			return CallOutcome.RETURNED;
		}
		CallOutcome outcome = outcome(failure);
		this.others.merge(outcome, 1L, Long::sum);
		return outcome;
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
		if (this.returned > 0) {
			counts.add(CallOutcome.RETURNED, this.returned);
			this.returned = 0;
		}
		if (!this.others.isEmpty()) {
			this.others.forEach(counts::add);
			this.others.clear();
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
