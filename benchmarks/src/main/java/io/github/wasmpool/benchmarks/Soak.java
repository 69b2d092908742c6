package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Runs everything at once for as long as one likes, prints a line every few seconds, and
 * fails if an answer is wrong, a slot is lost, or anything the process holds has grown
 * since the first quarter. The argument is the length as {@link Duration} reads it, one
 * minute by default. Linux only.
 */
public final class Soak {

	private static final int THREADS = 8;

	private static final Duration LINE = Duration.ofSeconds(5);

	private static final Duration BETWEEN_CHANGES = Duration.ofMillis(100);

	private final SoakApplication application;

	private final long begin = System.nanoTime();

	private final Recorder loans = new Recorder(TimeUnit.MINUTES.toNanos(1), 2);

	/** Whoever works holds it for reading, so that the one who measures can stop all. */
	private final ReadWriteLock work = new ReentrantReadWriteLock(true);

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private Soak(SoakApplication application) {
		this.application = application;
	}

	/**
	 * Run, and end with exit code 1 if anything is wrong.
	 * @param args the length, or nothing
	 * @throws Exception if that JVM cannot be started
	 */
	public static void main(String[] args) throws Exception {
		Duration length = Duration.parse((args.length > 0) ? args[0] : "PT1M");
		System.exit((args.length > 1) ? runHere(length) : run(length));
	}

	/**
	 * Run in a JVM whose heap is a constant part of what is resident.
	 * @param length how long
	 * @return its exit code, zero if nothing is wrong
	 */
	static int run(Duration length) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(ProcessHandle.current().info().command().orElseThrow());
		command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
		command.addAll(Footprint.JVM_OPTIONS);
		command.addAll(
				List.of("-cp", System.getProperty("java.class.path"), Soak.class.getName(), length.toString(), "here"));
		return new ProcessBuilder(command).inheritIO().start().waitFor();
	}

	private static int runHere(Duration length) throws InterruptedException {
		List<String> faults;
		try (SoakApplication application = new SoakApplication()) {
			faults = new Soak(application).run(length.toNanos());
		}
		faults.forEach(System.out::println);
		System.out.println(faults.isEmpty() ? "Nothing grew, nothing was lost." : "Failed.");
		return faults.isEmpty() ? 0 : 1;
	}

	private List<String> run(long length) throws InterruptedException {
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(i);
			start("soak-" + i, () -> this.loans.recordValue(timed(() -> this.application.work(random))), 0);
		}
		Random random = new Random(THREADS);
		start("soak-changes", () -> this.application.change(random), BETWEEN_CHANGES.toMillis());
		collect();
		watch(length / 4);
		Footprint before = measure();
		watch(length);
		Footprint after = measure();
		this.work.writeLock().lock();
		List<String> faults = new ArrayList<>(this.application.lostSlots());
		grown(faults, "resident bytes", before.resident(), after.resident(), 20 << 20);
		grown(faults, "live bytes of the heap", before.heap(), after.heap(), 8 << 20);
		grown(faults, "mappings", before.mappings(), after.mappings(), 100);
		grown(faults, "descriptors", before.descriptors(), after.descriptors(), 80);
		Throwable failed = this.failure.get();
		if (failed != null) {
			failed.printStackTrace(System.out);
			faults.add("A borrower failed: " + failed);
		}
		return faults;
	}

	private static void grown(List<String> faults, String what, long before, long after, long allowed) {
		System.out.printf("%,d %s after the first quarter, %,d at the end%n", before, what, after);
		if (after - before > allowed) {
			faults.add(what + " grew by more than " + allowed);
		}
	}

	private static long timed(Runnable work) {
		long begun = System.nanoTime();
		work.run();
		return Math.min(System.nanoTime() - begun, TimeUnit.MINUTES.toNanos(1));
	}

	private void start(String name, Runnable step, long pause) {
		Thread thread = new Thread(() -> repeat(step, pause), name);
		thread.setDaemon(true);
		thread.start();
	}

	private void repeat(Runnable step, long pause) {
		try {
			while (this.failure.get() == null) {
				this.work.readLock().lock();
				try {
					step.run();
				}
				finally {
					this.work.readLock().unlock();
				}
				Thread.sleep(pause);
			}
		}
		catch (Throwable ex) {
			this.failure.compareAndSet(null, ex);
		}
	}

	/**
	 * Have forgotten loans noticed, whoever works or waits.
	 */
	private static void collect() {
		Thread thread = new Thread(() -> {
			while (true) {
				System.gc();
				LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
			}
		}, "soak-collector");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Print lines until so much time has passed since the beginning.
	 */
	private void watch(long until) throws InterruptedException {
		while (System.nanoTime() - this.begin < until && this.failure.get() == null) {
			Thread.sleep(Math.min(LINE.toMillis(), 1 + (until - (System.nanoTime() - this.begin)) / 1_000_000));
			Histogram histogram = this.loans.getIntervalHistogram();
			Footprint footprint = Footprint.look();
			System.out.printf(
					"%5d s: %,9d loans, p50 %,.0f µs, p99 %,.0f µs, max %,.0f µs; %d MB resident, %d mappings,"
							+ " %d descriptors; %s%n",
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - this.begin), histogram.getTotalCount(),
					histogram.getValueAtPercentile(50) / 1e3, histogram.getValueAtPercentile(99) / 1e3,
					histogram.getMaxValue() / 1e3, footprint.resident() >> 20, footprint.mappings(),
					footprint.descriptors(), this.application.describe());
		}
	}

	/**
	 * Look at the process while nobody works.
	 */
	private Footprint measure() throws InterruptedException {
		this.work.writeLock().lock();
		try {
			this.application.rest();
			return Footprint.now();
		}
		finally {
			this.work.writeLock().unlock();
		}
	}

}
