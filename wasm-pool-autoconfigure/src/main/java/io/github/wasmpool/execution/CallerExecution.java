package io.github.wasmpool.execution;

import java.util.function.Supplier;

import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.loan.Entry;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.loan.Loan;
import org.jspecify.annotations.Nullable;

/**
 * Runs guests on the thread that asks for it.
 */
public final class CallerExecution implements Execution {

	/**
	 * The one there is.
	 */
	public static final CallerExecution INSTANCE = new CallerExecution();

	private CallerExecution() {
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T run(Loan loan, WasmCallback<T, E> work) throws E {
		try (loan) {
			return work.call(loan);
		}
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T call(Loan loan, WasmCallback<T, E> work) throws E {
		return work.call(loan);
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T callUninterruptibly(Loan loan, WasmCallback<T, E> work)
			throws E {
		return work.call(loan);
	}

	@Override
	public Entry entry(Loan loan, Entry guard) {
		return guard;
	}

	@Override
	public <T> T runGuest(Supplier<T> work) {
		return work.get();
	}

	@Override
	public void resize(int size) {
		// Callers bring their threads
	}

	@Override
	public void rest(boolean resting) {
		// Nothing runs in the background
	}

}
