package io.github.wasmpool.runtime;

import java.util.concurrent.CompletableFuture;

import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.execution.CallerExecution;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.loan.Loan;
import io.github.wasmpool.wasmtime.GuestInstance;
import org.jspecify.annotations.Nullable;

/**
 * Lets code of the application use an instance that is not on loan. When that is over,
 * nothing runs in the instance any more.
 */
final class Visit {

	private Visit() {
	}

	/**
	 * Do something with an instance, on the calling thread.
	 * @param instance an instance that nobody else uses meanwhile
	 * @param clients makes its clients
	 * @param work what to do
	 * @return what that returned
	 * @throws E what that threw
	 */
	static <T extends @Nullable Object, E extends Exception> T of(GuestInstance instance, ClientFactory clients,
			WasmCallback<T, E> work) throws E {
		return of(instance, CallerExecution.INSTANCE, clients, work);
	}

	/**
	 * Do something with an instance, whatever the interrupt flag says.
	 * @param instance an instance that nobody else uses meanwhile
	 * @param execution decides on which thread
	 * @param clients makes its clients
	 * @param work what to do
	 * @return what that returned
	 * @throws E what that threw
	 */
	static <T extends @Nullable Object, E extends Exception> T of(GuestInstance instance, Execution execution,
			ClientFactory clients, WasmCallback<T, E> work) throws E {
		CompletableFuture<Boolean> over = new CompletableFuture<>();
		Loan loan = new Loan(null, instance, CallerExecution.INSTANCE, clients, (ended) -> over.complete(true));
		try {
			return execution.callUninterruptibly(loan, work);
		}
		finally {
			loan.close();
			// For a call that the work left running on another thread
			over.join();
		}
	}

}
