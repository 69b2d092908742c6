package io.github.wasmpool.coordination;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Items of work that the calling thread does, together with any that help. Each item is
 * begun once, in order, with the instance that is free for longest. The caller waits for
 * nothing but items that others have begun already, so it never waits for a thread that
 * waits for it.
 */
final class Round {

	private final int items;

	private final int instances;

	private final Work work;

	private final Supplier<Throwable> interruption;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition noneRuns = this.lock.newCondition();

	// The rest is guarded by the lock, whose holders see what others did before

	private final Queue<Integer> free;

	private final Failures failures = new Failures();

	private int begun;

	private int running;

	private boolean stopped;

	/**
	 * Create a round.
	 * @param items how many items of work there are
	 * @param instances how many instances, which are all free
	 * @param work does an item
	 * @param interruption tells that the calling thread was interrupted
	 */
	Round(int items, int instances, Work work, Supplier<Throwable> interruption) {
		this.items = items;
		this.instances = instances;
		this.work = work;
		this.interruption = interruption;
		this.free = new ArrayDeque<>(instances);
		for (int i = 0; i < Math.min(items, instances); i++) {
			this.free.add(i);
		}
	}

	/**
	 * Return how many threads can work at once.
	 * @return the number, the calling thread included
	 */
	int parallelism() {
		return Math.min(this.items, this.instances);
	}

	/**
	 * Whether there is nothing left to begin.
	 * @return {@code true} if all items are begun, or no more will be
	 */
	boolean isOver() {
		this.lock.lock();
		try {
			return this.stopped || this.begun == this.items;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begin nothing more, because something failed.
	 * @param thrown the failure, which belongs to no item
	 */
	void fail(Throwable thrown) {
		this.lock.lock();
		try {
			stop(Failures.NO_ITEM, thrown);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Do what is left, on a thread that may come at any time. An interrupt ends the help.
	 */
	void help() {
		Turn turn = next(null, null);
		while (turn != null) {
			turn = next(turn, perform(turn));
		}
	}

	/**
	 * Do what is left, and wait for what others do, on the calling thread. An interrupt
	 * is a failure, and the flag stays set.
	 */
	void lead() {
		do {
			help();
		}
		while (!awaitOthers());
	}

	/**
	 * Return what went wrong. To be called by the calling thread when the round is over.
	 * @return the failures
	 */
	Failures failures() {
		return this.failures;
	}

	/**
	 * Wait until nothing runs.
	 * @return whether that is the end
	 */
	private boolean awaitOthers() {
		boolean interrupted = false;
		this.lock.lock();
		try {
			if (this.begun < this.items && !this.stopped && Thread.currentThread().isInterrupted()) {
				stop(Failures.NO_ITEM, this.interruption.get());
			}
			while (this.running > 0) {
				try {
					this.noneRuns.await();
				}
				catch (InterruptedException ex) {
					interrupted = true;
					stop(Failures.NO_ITEM, this.interruption.get());
				}
			}
			return this.stopped || this.begun == this.items;
		}
		finally {
			this.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private @Nullable Throwable perform(Turn turn) {
		try {
			this.work.perform(turn.item(), turn.instance());
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	private @Nullable Turn next(@Nullable Turn ended, @Nullable Throwable thrown) {
		this.lock.lock();
		try {
			if (ended != null) {
				end(ended, thrown);
			}
			Integer instance = isToGoOn() ? this.free.poll() : null;
			if (instance == null) {
				return null;
			}
			this.running++;
			return new Turn(this.begun++, instance);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isToGoOn() {
		return !this.stopped && this.begun < this.items && !Thread.currentThread().isInterrupted();
	}

	private void end(Turn turn, @Nullable Throwable thrown) {
		this.free.add(turn.instance());
		if (thrown != null) {
			stop(turn.item(), thrown);
		}
		if (--this.running == 0) {
			this.noneRuns.signal();
		}
	}

	private void stop(int item, Throwable thrown) {
		this.failures.add(item, thrown);
		this.stopped = true;
	}

	/**
	 * What is done.
	 */
	@FunctionalInterface
	interface Work {

		/**
		 * Do an item.
		 * @param item its number
		 * @param instance the number of an instance that nobody else uses meanwhile
		 * @throws Exception if it fails
		 */
		void perform(int item, int instance) throws Exception;

	}

	private record Turn(int item, int instance) {

	}

}
