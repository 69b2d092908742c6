package io.github.wasmpool;

import java.time.Duration;

/**
 * What bounds the loans of a pool, unless {@link LoanOptions} say otherwise.
 *
 * @param acquireTimeout how long a borrower waits for an instance; zero does not wait
 * @param maxWaiting the most borrowers that wait at once, {@link Integer#MAX_VALUE}
 * without a limit
 * @param executionTimeout how long one entry into the guest may take; of no effect if the
 * module was compiled without deadline checks
 */
public record WasmPoolLimits(Duration acquireTimeout, int maxWaiting, Duration executionTimeout) {

}
