package io.github.wasmpool.execution;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that one thread waits for while a dedicated thread does it.
 *
 * @param <T> the type of the result
 * @param <E> the type of exception the work throws
 */
final class Handover<T extends @Nullable Object, E extends Exception> implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Handover.class);

	private final Work<T, E> work;

	private final Runnable whenOver;

	private final Thread caller = Thread.currentThread();

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	private volatile boolean done;

	// The rest is plain: it is written before 'state' or 'done' and read after

	private @Nullable Thread worker;

	private boolean returned;

	private @Nullable T result;

	private @Nullable Throwable failure;

	/**
	 * Create a hand-over by the current thread.
	 * @param work what to do
	 * @param whenOver called on the dedicated thread when the work is over, also if it
	 * was never begun, before the waiting thread goes on
	 */
	Handover(Work<T, E> work, Runnable whenOver) {
		this.work = work;
		this.whenOver = whenOver;
	}

	/**
	 * Do the work. What calls this is the task decorator, if there is one.
	 */
	@Override
	public void run() {
		if (Thread.currentThread() != this.worker || this.returned || this.failure != null) {
			throw new IllegalStateException("A task has to be run once, by the thread it was handed over to");
		}
		try {
			this.result = this.work.run();
			this.returned = true;
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
	}

	/**
	 * Do all there is to do on the dedicated thread.
	 * @param task this hand-over, decorated
	 * @param idle called when the thread can be given other work
	 */
	void perform(Runnable task, Runnable idle) {
		this.worker = Thread.currentThread();
		if (this.state.compareAndSet(State.WAITING, State.RUNNING)) {
			try {
				task.run();
				if (!this.returned && this.failure == null) {
					throw new IllegalStateException("The task decorator did not run the task it was given");
				}
			}
			catch (Throwable ex) {
				fail(ex);
			}
			finish();
		}
		try {
			this.whenOver.run();
		}
		catch (Throwable ex) {
			fail(ex);
		}
		if (this.state.get() == State.ABANDONED && this.failure != null) {
			logger.debug("What an interrupted thread had waited for failed", this.failure);
		}
		// Before the caller goes on, so that its next work finds this thread
		idle.run();
		this.done = true;
		LockSupport.unpark(this.caller);
	}

	/**
	 * Wait for the end, whatever the interrupt flag says. It is kept.
	 */
	void await() {
		awaitUnless(false, () -> {
		});
	}

	/**
	 * Wait for the end, unless the thread is interrupted. The work is interrupted too
	 * then, and goes on, or is not begun.
	 * @param whenAbandoned called before the work can end, if the thread is interrupted
	 * @return {@code false} if the thread was interrupted, whose flag is clear then
	 */
	boolean awaitUnlessInterrupted(Runnable whenAbandoned) {
		return awaitUnless(true, whenAbandoned);
	}

	/**
	 * Return what came of it. To be called once, by the thread that waited.
	 * @return what the work returned
	 * @throws E what the work threw, with the stack of this thread added
	 */
	@SuppressWarnings({ "unchecked", "NullAway" }) // null only where T allows it
	T result() throws E {
		Throwable failure = this.failure;
		if (failure == null) {
			return this.result;
		}
		CallerStack.add(failure, this.worker);
		if (failure instanceof Error error) {
			throw error;
		}
		throw (E) failure;
	}

	private boolean awaitUnless(boolean interruptible, Runnable whenAbandoned) {
		boolean interrupted = false;
		while (!this.done) {
			if (Thread.interrupted()) {
				if (interruptible && abandon(whenAbandoned)) {
					return false;
				}
				interrupted = true;
			}
			else {
				LockSupport.park(this);
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		return true;
	}

	private boolean abandon(Runnable whenAbandoned) {
		if (this.state.compareAndSet(State.WAITING, State.ABANDONING)) {
			whenAbandoned.run();
		}
		else if (this.state.compareAndSet(State.RUNNING, State.ABANDONING)) {
			whenAbandoned.run();
			if (this.worker != null) {
				this.worker.interrupt();
			}
		}
		else {
			return false;
		}
		this.state.set(State.ABANDONED);
		return true;
	}

	private void finish() {
		if (!this.state.compareAndSet(State.RUNNING, State.FINISHED)) {
			awaitAbandoned();
		}
		// No interrupt that was meant for this work may reach what comes next
		Thread.interrupted();
	}

	private void awaitAbandoned() {
		while (this.state.get() != State.ABANDONED) {
			Thread.onSpinWait();
		}
	}

	private void fail(Throwable ex) {
		if (this.failure == null) {
			this.failure = ex;
		}
		else if (this.failure != ex) {
			this.failure.addSuppressed(ex);
		}
	}

	/**
	 * What is done.
	 *
	 * @param <T> the type of the result
	 * @param <E> the type of exception it throws
	 */
	@FunctionalInterface
	interface Work<T extends @Nullable Object, E extends Exception> {

		/**
		 * Do it.
		 * @return the result
		 * @throws E if it fails
		 */
		T run() throws E;

	}

	private enum State {

		WAITING, RUNNING, FINISHED, ABANDONING, ABANDONED

	}

}
