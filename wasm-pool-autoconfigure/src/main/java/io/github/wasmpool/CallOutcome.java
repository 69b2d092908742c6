package io.github.wasmpool;

/**
 * How a call of a guest ended.
 */
public enum CallOutcome {

	/** The guest returned. */
	RETURNED,

	/** The guest trapped. */
	TRAPPED,

	/** The call ran into its time limit. */
	TIMED_OUT,

	/** A host function failed. */
	HOST_FAILED,

	/** The guest ended by {@code proc_exit}. */
	EXITED

}
