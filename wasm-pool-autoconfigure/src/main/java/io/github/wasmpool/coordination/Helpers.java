package io.github.wasmpool.coordination;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Threads of an executor that help with rounds of work. Whether and when they come makes
 * no difference but to the time it takes.
 */
final class Helpers {

	/**
	 * How many tasks may wait in the queue of an executor, mostly for rounds that are
	 * over already: where it is so far behind more of them would fill the heap and help
	 * nobody.
	 */
	private static final int MOST_QUEUED = 1024;

	private final @Nullable Executor executor;

	private final AtomicInteger queued = new AtomicInteger();

	/**
	 * Create helpers.
	 * @param executor whose threads help, or {@code null} for nobody
	 */
	Helpers(@Nullable Executor executor) {
		this.executor = executor;
	}

	/**
	 * Do a round of work with the calling thread.
	 * @param round a new round
	 */
	void perform(Round round) {
		Helper helper = new Helper(round, this.queued);
		try {
			ask(helper, round);
			round.lead();
		}
		finally {
			helper.dismiss();
		}
	}

	private void ask(Helper helper, Round round) {
		Executor executor = this.executor;
		if (executor == null || this.queued.get() >= MOST_QUEUED) {
			return;
		}
		for (int i = round.parallelism(); i > 1 && !round.isOver(); i--) {
			this.queued.incrementAndGet();
			try {
				executor.execute(helper);
			}
			catch (RejectedExecutionException ex) {
				this.queued.decrementAndGet();
				return;
			}
			catch (Throwable ex) {
				this.queued.decrementAndGet();
				round.fail(ex);
			}
		}
	}

	/**
	 * What the executor gets: while it waits in a queue for longer than the round lasts,
	 * it holds nothing.
	 */
	private static final class Helper implements Runnable {

		private final AtomicInteger queued;

		private volatile @Nullable Round round;

		Helper(Round round, AtomicInteger queued) {
			this.round = round;
			this.queued = queued;
		}

		@Override
		public void run() {
			this.queued.decrementAndGet();
			Round round = this.round;
			if (round != null) {
				round.help();
			}
		}

		void dismiss() {
			this.round = null;
		}

	}

}
