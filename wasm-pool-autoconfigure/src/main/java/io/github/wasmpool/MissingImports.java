package io.github.wasmpool;

/**
 * What becomes of functions that a module imports and nobody provides.
 */
public enum MissingImports {

	/** Instances are refused, with the names of all that is missing. */
	REFUSE,

	/**
	 * Instances are made, and calling such a function ends the call of the guest with a
	 * {@link WasmTrapException} whose code is
	 * {@link WasmTrapException.Code#MISSING_IMPORT} and whose message names it. For
	 * modules that import more than they use.
	 */
	TRAP

}
