package io.github.wasmpool;

/**
 * What becomes of an instance when its loan ends.
 */
public enum ResetPolicy {

	/**
	 * Each loan gets a new instance: nothing a guest wrote can reach the next borrower.
	 */
	FRESH,

	/**
	 * An instance is lent again as it is: its memory, globals and tables keep what the
	 * last borrower left there. It is retired after a trap or a timeout.
	 */
	WARM

}
