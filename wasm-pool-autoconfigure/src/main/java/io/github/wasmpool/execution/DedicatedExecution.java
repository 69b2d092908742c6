package io.github.wasmpool.execution;

import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.loan.Entry;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.loan.Loan;
import org.jspecify.annotations.Nullable;

/**
 * Runs guests on threads of the pool.
 */
public final class DedicatedExecution implements Execution {

	private final DedicatedThreads threads;

	private final UnaryOperator<Runnable> decorator;

	/**
	 * Create an execution.
	 * @param threads the threads, which belong to this execution from now on
	 * @param decorator wraps what is handed over for a borrower
	 */
	public DedicatedExecution(DedicatedThreads threads, UnaryOperator<Runnable> decorator) {
		this.threads = threads;
		this.decorator = decorator;
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T run(Loan loan, WasmCallback<T, E> work) throws E {
		if (this.threads.isHere()) {
			return CallerExecution.INSTANCE.run(loan, work);
		}
		Handover<T, E> handover = new Handover<>(() -> work.call(loan), loan::close);
		try {
			requireNoInterrupt(loan);
			this.threads.take(handover, this.decorator);
		}
		catch (Throwable ex) {
			loan.close();
			throw ex;
		}
		if (!handover.awaitUnlessInterrupted(loan::abandon)) {
			throw interrupted(loan, "while waiting for a callback, whose instance is retired when it ends");
		}
		return handover.result();
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T call(Loan loan, WasmCallback<T, E> work) throws E {
		return enter(loan, () -> work.call(loan));
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T callUninterruptibly(Loan loan, WasmCallback<T, E> work)
			throws E {
		return await(() -> work.call(loan), this.decorator);
	}

	/**
	 * Enter the guest of a loan.
	 * @param loan the loan
	 * @param work what enters the guest, through the guard of the loan
	 * @param <T> the type of the result
	 * @param <E> the type of exception the work throws
	 * @return the result
	 * @throws E what the work threw
	 */
	<T extends @Nullable Object, E extends Exception> T enter(Loan loan, Handover.Work<T, E> work) throws E {
		// A host function that uses its loan stays where the guest is that called it
		if (loan.isEntered() || this.threads.isHere()) {
			return work.run();
		}
		requireNoInterrupt(loan);
		Handover<T, E> handover = new Handover<>(work, DedicatedExecution::nothing);
		this.threads.take(handover, this.decorator);
		if (!handover.awaitUnlessInterrupted(loan::abandon)) {
			loan.close();
			throw interrupted(loan, "while waiting for a call, whose instance is retired when it ends");
		}
		return handover.result();
	}

	private <T extends @Nullable Object, E extends Exception> T await(Handover.Work<T, E> work,
			UnaryOperator<Runnable> decorator) throws E {
		if (this.threads.isHere()) {
			return work.run();
		}
		Handover<T, E> handover = new Handover<>(work, DedicatedExecution::nothing);
		this.threads.take(handover, decorator);
		handover.await();
		return handover.result();
	}

	@Override
	public Entry entry(Loan loan, Entry guard) {
		return new DedicatedEntry(this, loan, guard);
	}

	@Override
	public <T> T runGuest(Supplier<T> work) {
		return this.<T, RuntimeException>await(work::get, UnaryOperator.identity());
	}

	@Override
	public void resize(int size) {
		this.threads.resize(size);
	}

	@Override
	public void rest(boolean resting) {
		this.threads.rest(resting);
	}

	private static void nothing() {
		// The loan, if there is one, goes on
	}

	private static void requireNoInterrupt(Loan loan) {
		if (Thread.currentThread().isInterrupted()) {
			throw interrupted(loan, "before the work was handed over");
		}
	}

	private static WasmPoolInterruptedException interrupted(Loan loan, String when) {
		Thread.currentThread().interrupt();
		return new WasmPoolInterruptedException(Objects.requireNonNull(loan.pool()).stats(), "interrupted " + when,
				new InterruptedException());
	}

}
