package io.github.wasmpool.runtime;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * One attempt to let a pool begin its next generation. It is done, or aborted, whichever
 * comes first.
 *
 * <p>
 * Thread-safe.
 */
final class Swap {

	private final Thread caller = Thread.currentThread();

	/** Where guests run for it, if that is elsewhere. */
	private volatile @Nullable Thread runner;

	private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

	/**
	 * Work for it on the calling thread.
	 * @param work what to do
	 * @param <E> the type of exception the work throws
	 * @throws E what the work threw
	 */
	<E extends Exception> void runHere(Work<E> work) throws E {
		this.runner = Thread.currentThread();
		try {
			work.run();
		}
		finally {
			this.runner = null;
		}
	}

	/**
	 * Whether a thread works for it, and so cannot wait for it.
	 */
	boolean isOf(Thread thread) {
		return this.caller == thread || this.runner == thread;
	}

	/**
	 * Decide that it is done now.
	 * @return whether it was not aborted
	 */
	boolean commit() {
		return this.state.compareAndSet(State.OPEN, State.DONE);
	}

	/**
	 * Decide that it is not to be done, unless it is.
	 */
	void abort() {
		this.state.compareAndSet(State.OPEN, State.ABORTED);
	}

	boolean isAborted() {
		return this.state.get() == State.ABORTED;
	}

	/**
	 * What is done for a swap.
	 *
	 * @param <E> the type of exception it throws
	 */
	@FunctionalInterface
	interface Work<E extends Exception> {

		void run() throws E;

	}

	private enum State {

		OPEN, DONE, ABORTED

	}

}
