package io.github.wasmpool.runtime;

import java.util.concurrent.CountDownLatch;

import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.execution.CallerExecution;
import io.github.wasmpool.loan.Loan;
import io.github.wasmpool.wasmtime.GuestInstance;

/**
 * Asks validators.
 */
final class Validation {

	private Validation() {
	}

	/**
	 * Have an instance looked at, where guests run.
	 * @param validator decides
	 * @param instance an instance that nobody uses
	 * @param clients makes its clients
	 * @return what the validator says
	 */
	static boolean isValid(WasmInstanceValidator validator, GuestInstance instance, ClientFactory clients) {
		CountDownLatch over = new CountDownLatch(1);
		Loan loan = new Loan(null, instance, CallerExecution.INSTANCE, clients, (ended) -> over.countDown());
		try {
			return validator.isValid(loan);
		}
		finally {
			loan.close();
			// For a call that the validator left running on another thread
			awaitUninterruptibly(over);
		}
	}

	private static void awaitUninterruptibly(CountDownLatch over) {
		boolean interrupted = false;
		boolean ended = false;
		while (!ended) {
			try {
				over.await();
				ended = true;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
