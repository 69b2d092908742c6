package io.github.wasmpool.coordination;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmPoolExhaustedException;

/**
 * The place of a borrower among those who wait for instances of a pool. It is taken when
 * the borrower first has to wait, and kept until it is left, so that nobody who comes
 * later gets it in between. Used by one thread.
 */
public interface Place extends AutoCloseable {

	/**
	 * Take the place, to wait for something else than an instance.
	 * @throws WasmPoolExhaustedException if too many wait already
	 */
	void take();

	/**
	 * Lease an instance, and wait for it in this place. If it waits in vain the place is
	 * left.
	 * @param options the terms of the loan
	 * @return the lease, to be closed
	 */
	Lease lease(LoanOptions options);

	/**
	 * Leave the place. Idempotent.
	 */
	@Override
	void close();

}
