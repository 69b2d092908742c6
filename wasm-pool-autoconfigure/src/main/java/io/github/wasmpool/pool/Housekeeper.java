package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a pool from time to time until it is stopped. It has no thread: a glance is
 * taken on the JVM's own timer, and only where there is something to do is a task given
 * to the executor.
 */
final class Housekeeper {

	private static final Logger logger = LoggerFactory.getLogger(Housekeeper.class);

	private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

	private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);

	private final String pool;

	private final long period;

	private final BooleanSupplier glance;

	private final Runnable work;

	private final Executor executor;

	private final AtomicBoolean working = new AtomicBoolean();

	private volatile @Nullable CompletableFuture<Void> next;

	private volatile boolean stopped;

	/**
	 * Create a housekeeper that has not started.
	 * @param settings the settings of the pool
	 * @param glance tells, without waiting, whether there is work
	 * @param work does it; not called by two threads at once
	 * @param executor runs the work; where it refuses, the timer's thread does
	 */
	Housekeeper(PoolSettings settings, BooleanSupplier glance, Runnable work, Executor executor) {
		this.pool = settings.name();
		this.period = period(settings).toNanos();
		this.glance = glance;
		this.work = work;
		this.executor = executor;
	}

	/**
	 * Return how often to look: twice in the shortest time that is set, within limits.
	 * @param settings the settings of a pool
	 * @return the time between two glances
	 */
	static Duration period(PoolSettings settings) {
		Duration period = LONGEST_PERIOD;
		for (@Nullable
		Duration set : new @Nullable Duration[] { settings.leakDetectionThreshold(), settings.reuse().maxLifetime(),
				settings.reuse().idleTimeout() }) {
			if (set != null && set.dividedBy(2).compareTo(period) < 0) {
				period = set.dividedBy(2);
			}
		}
		return (period.compareTo(SHORTEST_PERIOD) < 0) ? SHORTEST_PERIOD : period;
	}

	// What look() throws is logged there
	@SuppressWarnings("FutureReturnValueIgnored")
	void start() {
		CompletableFuture<Void> next = new CompletableFuture<>();
		this.next = next;
		next.thenRun(this::look);
		next.completeOnTimeout(null, this.period, TimeUnit.NANOSECONDS);
		if (this.stopped) {
			stop();
		}
	}

	/**
	 * Stop for good. A task that has begun goes on to its end.
	 */
	void stop() {
		this.stopped = true;
		CompletableFuture<Void> next = this.next;
		if (next != null) {
			// Which takes it off the timer
			next.cancel(false);
		}
	}

	private void look() {
		try {
			if (this.glance.getAsBoolean() && this.working.compareAndSet(false, true)) {
				handOver();
			}
		}
		catch (Throwable ex) {
			logger.warn("{} - housekeeping failed", this.pool, ex);
		}
		finally {
			if (!this.stopped) {
				start();
			}
		}
	}

	private void handOver() {
		try {
			this.executor.execute(this::perform);
		}
		catch (Throwable ex) {
			logger.debug("{} - the executor takes no task", this.pool, ex);
			perform();
		}
	}

	private void perform() {
		try {
			this.work.run();
		}
		catch (Throwable ex) {
			logger.warn("{} - housekeeping failed", this.pool, ex);
		}
		finally {
			this.working.set(false);
		}
	}

}
