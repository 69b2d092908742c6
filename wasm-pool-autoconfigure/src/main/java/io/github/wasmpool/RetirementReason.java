package io.github.wasmpool;

/**
 * Why an instance of a pool is freed instead of being lent again.
 */
public enum RetirementReason {

	/**
	 * Each loan is to begin in the state of a new instance, and instances of the module
	 * cannot be put back into it in place.
	 */
	NOT_RESTORABLE,

	/**
	 * Its memory grew during a loan, beyond the {@code memory.reserve} of its module, and
	 * cannot shrink.
	 */
	GROWN,

	/**
	 * Its loans touched so many pages of its memory that putting them back takes longer
	 * than a new instance.
	 */
	TOO_MANY_PAGES,

	/** The guest trapped. */
	TRAP,

	/**
	 * A call ran into its time limit, or was given up by the thread that waited for it.
	 */
	TIMEOUT,

	/** A host function failed, and the guest did not come to its end. */
	HOST_FAILURE,

	/** The guest ended by {@code proc_exit}. */
	EXIT,

	/** It was lent as often as {@code max-uses} allows. */
	MAX_USES,

	/** It lived as long as {@code max-lifetime} allows. */
	MAX_LIFETIME,

	/** It was idle for as long as {@code idle-timeout} allows. */
	IDLE,

	/** Its memory grew by more than {@code max-memory-growth} allows. */
	MEMORY_GROWTH,

	/** The validator rejected it, or its {@code reset-export} failed. */
	VALIDATION,

	/** Its borrower forgot to return it. */
	LEAK,

	/** The pool was {@linkplain WasmPool#refresh() refreshed} or drained. */
	REFRESH,

	/** The pool runs other code, or begins in another state, by now. */
	GENERATION,

	/** The pool was made smaller. */
	RESIZE,

	/** The pool was closed. */
	CLOSE

}
