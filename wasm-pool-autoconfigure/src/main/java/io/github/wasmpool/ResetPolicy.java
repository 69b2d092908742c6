package io.github.wasmpool;

/**
 * What becomes of an instance when its loan ends.
 */
public enum ResetPolicy {

	/**
	 * Each loan begins in the state in which an instance begins: put back in place where
	 * that is exact, else a new instance. Nothing a guest wrote can reach the next
	 * borrower.
	 */
	FRESH,

	/**
	 * An instance is lent again as it is: its memory, globals and tables keep what the
	 * last borrower left there. It is retired after any call that failed, and where a
	 * limit, the validator or a refresh says so.
	 */
	WARM

}
