package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Something that runs on a thread of its own.
 *
 * @param <V> the type of its result
 */
final class Task<V> {

	private final FutureTask<V> future;

	private final Thread thread;

	private Task(String name, Callable<V> work) {
		this.future = new FutureTask<>(work);
		this.thread = new Thread(this.future, name);
		this.thread.setDaemon(true);
	}

	static <V> Task<V> start(Callable<V> work) {
		return start("task", work);
	}

	static <V> Task<V> start(String name, Callable<V> work) {
		Task<V> task = new Task<>(name, work);
		task.thread.start();
		return task;
	}

	static <V> Task<V> startAndAwaitParked(Callable<V> work) {
		return start(work).awaitParked();
	}

	/**
	 * Wait until the task waits, and for longer than newcomers may pass it.
	 */
	Task<V> awaitParked() {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(2))
			.until(() -> this.thread.getState() == Thread.State.WAITING
					|| this.thread.getState() == Thread.State.TIMED_WAITING);
		Awaitility.await().pollDelay(Duration.ofNanos(2 * Permits.PATIENCE)).until(() -> true);
		return this;
	}

	boolean isDone() {
		return this.future.isDone();
	}

	void interrupt() {
		this.thread.interrupt();
	}

	V result() throws Exception {
		return this.future.get(30, TimeUnit.SECONDS);
	}

	/**
	 * Wait for the end, which is a failure.
	 * @return what was thrown
	 */
	@Nullable Throwable failure() {
		Throwable thrown = catchThrowable(this::result);
		return (thrown != null) ? thrown.getCause() : null;
	}

}
