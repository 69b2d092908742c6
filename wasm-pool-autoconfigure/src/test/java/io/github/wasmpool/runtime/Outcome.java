package io.github.wasmpool.runtime;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * What comes of work on a thread of its own.
 *
 * @param <T> the type of the result
 */
final class Outcome<T> {

	private final FutureTask<T> task;

	private final Thread thread;

	private Outcome(Callable<T> work) {
		this.task = new FutureTask<>(work);
		this.thread = new Thread(this.task, "outcome");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	static <T> Outcome<T> of(Callable<T> work) {
		return new Outcome<>(work);
	}

	void interrupt() {
		this.thread.interrupt();
	}

	T result() throws InterruptedException {
		try {
			return this.task.get(1, TimeUnit.MINUTES);
		}
		catch (Exception ex) {
			throw new AssertionError("There is no result", ex);
		}
	}

	Throwable failure() throws Exception {
		try {
			throw new AssertionError("There is a result: " + this.task.get(1, TimeUnit.MINUTES));
		}
		catch (ExecutionException ex) {
			return Objects.requireNonNull(ex.getCause());
		}
	}

}
