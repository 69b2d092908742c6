package io.github.wasmpool;

import io.github.wasmpool.type.Wording;

/**
 * A command wrote more than one run may write, and was ended.
 *
 * @see WasmPool#run(byte[], String...)
 */
public class WasmOutputLimitException extends WasmException {

	private final long limit;

	public WasmOutputLimitException(long limit) {
		super("The guest was ended because it wrote more than " + Wording.count(limit, "byte")
				+ " to standard output and standard error; raise 'wasi.output-limit' if it may write more");
		this.limit = limit;
	}

	/**
	 * Return how much the guest could have written.
	 * @return the limit in bytes
	 */
	public long getLimit() {
		return this.limit;
	}

}
