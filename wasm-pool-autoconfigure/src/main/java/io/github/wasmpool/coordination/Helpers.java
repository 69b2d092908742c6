package io.github.wasmpool.coordination;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	/** How often such an executor is asked all the same. */
	private static final long PROBE_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private static final Logger logger = LoggerFactory.getLogger(Helpers.class);

	private final @Nullable Executor executor;

	private final LongSupplier clock;

	/** The number of the last task. */
	private final AtomicLong submitted = new AtomicLong();

	/** The highest number of a task that was begun. */
	private final AtomicLong begun = new AtomicLong();

	private final AtomicLong probed;

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Create helpers.
	 * @param executor whose threads help, or {@code null} for nobody
	 * @param clock tells the time in nanoseconds
	 */
	Helpers(@Nullable Executor executor, LongSupplier clock) {
		this.executor = executor;
		this.clock = clock;
		this.probed = new AtomicLong(clock.getAsLong());
	}

	/**
	 * Do a round of work with the calling thread.
	 * @param round a new round
	 */
	void perform(Round round) {
		Helper helper = new Helper(round);
		try {
			if (this.executor != null) {
				ask(this.executor, helper, round);
			}
			round.lead();
		}
		finally {
			helper.dismiss();
		}
	}

	private void ask(Executor executor, Helper helper, Round round) {
		int tasks = Math.min(round.parallelism() - 1, isFarBehind(executor) ? probe() : Integer.MAX_VALUE);
		for (int i = 0; i < tasks && !round.isOver(); i++) {
			long number = this.submitted.incrementAndGet();
			try {
				executor.execute(() -> {
					this.begun.accumulateAndGet(number, Math::max);
					helper.help();
				});
			}
			catch (RejectedExecutionException ex) {
				this.submitted.decrementAndGet();
				return;
			}
			catch (Throwable ex) {
				this.submitted.decrementAndGet();
				round.fail(ex);
			}
		}
	}

	/**
	 * Whether too many tasks wait, as far as that can be told: a task that was begun
	 * proves that those before it were begun, too, or never will be.
	 */
	private boolean isFarBehind(Executor executor) {
		if (this.submitted.get() - this.begun.get() < MOST_QUEUED) {
			return false;
		}
		if (this.warned.compareAndSet(false, true)) {
			logger.warn(
					"Coordinators work alone for now: {} has begun none of the last {} tasks, so it is far behind,"
							+ " or drops tasks. It is asked for help once a second until it begins one",
					executor, MOST_QUEUED);
		}
		return true;
	}

	private int probe() {
		long now = this.clock.getAsLong();
		long last = this.probed.get();
		return (now - last >= PROBE_INTERVAL && this.probed.compareAndSet(last, now)) ? 1 : 0;
	}

	/**
	 * What the tasks refer to: while they wait in a queue for longer than the round
	 * lasts, they hold nothing.
	 */
	private static final class Helper {

		private volatile @Nullable Round round;

		Helper(Round round) {
			this.round = round;
		}

		void help() {
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
