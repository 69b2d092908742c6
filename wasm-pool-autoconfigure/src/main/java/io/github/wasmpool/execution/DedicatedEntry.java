package io.github.wasmpool.execution;

import java.util.function.Supplier;

import io.github.wasmpool.loan.Entry;
import io.github.wasmpool.loan.Loan;
import org.jspecify.annotations.Nullable;

/**
 * The way into a guest that runs on a thread of the pool.
 *
 * @param execution hands work over to the threads
 * @param loan the loan of the guest
 * @param guard the guard of the loan
 */
record DedicatedEntry(DedicatedExecution execution, Loan loan, Entry guard) implements Entry {

	@Override
	public <T extends @Nullable Object> T inside(Supplier<T> work) {
		return this.execution.<T, RuntimeException>enter(this.loan, () -> this.guard.inside(work));
	}

}
