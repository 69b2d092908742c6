package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for the background work of many pools. As many tasks run at once as there are
 * threads, and a task that is held up does not count: once it has run for a moment and
 * others wait, there is one more thread until it ends. So no pool, and no number of them,
 * keeps others waiting for longer, whatever holds its own work up. How many are held up
 * at once is bounded by how many each pool may submit.
 *
 * <p>
 * Thread-safe.
 */
public final class BackgroundThreads implements Executor, AutoCloseable {

	/** A task that has run for so long is held up. */
	static final Duration MOMENT = Duration.ofMillis(50);

	private static final Logger logger = LoggerFactory.getLogger(BackgroundThreads.class);

	/** More than any burst of returned loans; what does not fit, borrowers do. */
	private static final int QUEUE = 1024;

	private final int threads;

	private final Threads executor;

	/** When the tasks that count began. */
	private final Map<Thread, Long> begun = new ConcurrentHashMap<>();

	private final AtomicBoolean watching = new AtomicBoolean();

	/** How many tasks run that do not count. */
	private int heldUp;

	/**
	 * Create threads, which are started when they are needed.
	 * @param threads how many tasks run at once, at least 1
	 * @param factory makes the threads
	 */
	public BackgroundThreads(int threads, ThreadFactory factory) {
		this.threads = threads;
		this.executor = new Threads(threads, factory);
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
		watch();
	}

	/**
	 * Refuse further tasks. Those that were taken are done, and the threads end.
	 */
	@Override
	public void close() {
		this.executor.shutdown();
	}

	/**
	 * Look at the tasks that run as soon as one of them may be held up, if others wait.
	 */
	private void watch() {
		if (this.executor.getQueue().isEmpty() || !this.watching.compareAndSet(false, true)) {
			return;
		}
		long now = System.nanoTime();
		long longest = this.begun.values().stream().mapToLong((begin) -> now - begin).max().orElse(0);
		long delay = Math.max(0, MOMENT.toNanos() - longest);
		// On the JVM's own timer
		CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS, Runnable::run).execute(this::look);
	}

	private void look() {
		try {
			long now = System.nanoTime();
			synchronized (this) {
				this.begun.forEach((thread, begin) -> {
					if (now - begin >= MOMENT.toNanos() && this.begun.remove(thread, begin)) {
						this.heldUp++;
					}
				});
				resize();
			}
		}
		catch (Throwable ex) {
			logger.debug("No further thread could be started, those that are there go on", ex);
		}
		finally {
			this.watching.set(false);
		}
		watch();
	}

	private void end(Thread thread) {
		if (this.begun.remove(thread) == null) {
			synchronized (this) {
				this.heldUp--;
				resize();
			}
		}
	}

	private void resize() {
		int size = this.threads + this.heldUp;
		if (size > this.executor.getMaximumPoolSize()) {
			this.executor.setMaximumPoolSize(size);
			this.executor.setCorePoolSize(size);
		}
		else {
			this.executor.setCorePoolSize(size);
			this.executor.setMaximumPoolSize(size);
		}
	}

	/**
	 * The threads, which note when tasks begin and end.
	 */
	private final class Threads extends ThreadPoolExecutor {

		Threads(int threads, ThreadFactory factory) {
			// One that is started now and then costs little, and an application that was
			// stopped soon has none
			super(threads, threads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), factory);
			allowCoreThreadTimeOut(true);
		}

		@Override
		protected void beforeExecute(Thread thread, Runnable task) {
			BackgroundThreads.this.begun.put(thread, System.nanoTime());
		}

		@Override
		protected void afterExecute(Runnable task, Throwable thrown) {
			end(Thread.currentThread());
		}

	}

}
