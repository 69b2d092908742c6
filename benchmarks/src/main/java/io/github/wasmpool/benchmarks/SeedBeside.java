package io.github.wasmpool.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPool;

/**
 * What the loans of eight threads take that evaluate flags, now and then or without
 * pause: alone, beside a new seed every 100 ms, and, to tell apart what a seed holds up
 * from what it computes, beside a thread that does nothing but take as much of a
 * processor. The three take turns of ten seconds each, a minute in all. The slowest loan
 * is the median over the turns, as that of a single turn may be the scheduler's.
 */
public final class SeedBeside {

	private static final int THREADS = 8;

	private static final int TURNS = 6;

	private static final long TURN = TimeUnit.SECONDS.toNanos(10);

	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

	/** A busy machine makes loans slow, and none fail. */
	private static final Duration LONG = Duration.ofMinutes(1);

	private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);

	private final WasmPool pool;

	private int seeds;

	/** Processor time of all seeds. */
	private long spent;

	/** How long each thread waits after a loan, on average. */
	private final long pause;

	private SeedBeside(WasmPool pool, long pause) {
		this.pool = pool;
		this.pause = pause;
	}

	/**
	 * Measure, and print nanoseconds.
	 * @param args how many milliseconds each thread waits after a loan, on average
	 * @throws Exception if an evaluation fails
	 */
	public static void main(String[] args) throws Exception {
		try (OnePool guests = new OnePool(RealGuest.FEATURE_FLAGS::declare,
				(pool) -> pool.size(THREADS).executionTimeout(LONG))) {
			SeedBeside measuring = new SeedBeside(guests.pool, TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[0])));
			try {
				measuring.measure();
			}
			finally {
				measuring.threads.shutdown();
			}
		}
	}

	private void measure() throws InterruptedException, ExecutionException {
		seed();
		List<Side> sides = List.of(new Side("seeded", this::seed), new Side("busy", this::compute),
				new Side("alone", () -> {
				}));
		for (int turn = -1; turn < TURNS; turn++) {
			if (turn <= 0) {
				// The compiler of the JVM is done with it
				this.spent = 0;
				this.seeds = 0;
			}
			for (Side side : sides) {
				side.measure(turn);
			}
		}
		sides.forEach(Side::print);
		Child.print("seed", this.spent / this.seeds);
		Side seeded = sides.get(0);
		Side alone = sides.get(2);
		long loans = seeded.count() * (alone.processors / alone.count());
		Child.print("seed.everywhere", (seeded.processors - loans) / seeded.rounds);
	}

	private static long processors() {
		return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElseThrow();
	}

	private void seed() {
		long before = CLOCK.getCurrentThreadCpuTime();
		int version = this.seeds++ % FlagEvaluator.VERSIONS;
		this.pool.reseed((evaluator) -> FlagEvaluator.configure(evaluator, version));
		this.spent += CLOCK.getCurrentThreadCpuTime() - before;
	}

	/**
	 * Take as much of a processor as a seed does.
	 */
	private void compute() {
		long end = CLOCK.getCurrentThreadCpuTime() + this.spent / this.seeds;
		while (CLOCK.getCurrentThreadCpuTime() < end) {
			Thread.onSpinWait();
		}
	}

	private final class Side {

		private final String name;

		private final Runnable beside;

		private final List<long[]> turns = new ArrayList<>();

		/** What was done beside the loans. */
		private int rounds;

		/** Processor time of all threads. */
		private long processors;

		private Side(String name, Runnable beside) {
			this.name = name;
			this.beside = beside;
		}

		private void measure(int turn) throws InterruptedException, ExecutionException {
			SeedBeside all = SeedBeside.this;
			int rounds = this.rounds;
			long before = processors();
			long end = System.nanoTime() + TURN;
			Future<?> other = all.threads.submit(() -> besideUntil(end));
			List<Future<long[]>> borrowers = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				borrowers.add(all.threads.submit(() -> all.evaluateUntil(end)));
			}
			other.get();
			LongStream.Builder loans = LongStream.builder();
			for (Future<long[]> borrower : borrowers) {
				Arrays.stream(borrower.get()).forEach(loans::add);
			}
			if (turn >= 0) {
				this.turns.add(loans.build().sorted().toArray());
				this.processors += processors() - before;
			}
			else {
				this.rounds = rounds;
			}
		}

		private void besideUntil(long end) {
			for (long due = System.nanoTime(); due < end; due += INTERVAL) {
				for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
					LockSupport.parkNanos(left);
				}
				this.beside.run();
				this.rounds++;
			}
		}

		private long count() {
			return this.turns.stream().mapToLong((turn) -> turn.length).sum();
		}

		private void print() {
			long[] loans = this.turns.stream().flatMapToLong(Arrays::stream).sorted().toArray();
			long[] slowest = this.turns.stream().mapToLong((turn) -> turn[turn.length - 1]).sorted().toArray();
			Child.print(this.name + ".loans", loans.length);
			Child.print(this.name + ".median", loans[loans.length / 2]);
			Child.print(this.name + ".p999", loans[(int) (loans.length * 0.999)]);
			Child.print(this.name + ".slowest", slowest[slowest.length / 2]);
		}

	}

	private long afterPause(long now) {
		long end = now + ((this.pause > 0) ? ThreadLocalRandom.current().nextLong(2 * this.pause) : 0);
		long reached = now;
		while (reached < end) {
			LockSupport.parkNanos(end - reached);
			reached = System.nanoTime();
		}
		return reached;
	}

	/**
	 * Borrow, evaluate, return.
	 * @return the nanoseconds of each
	 */
	private long[] evaluateUntil(long end) {
		LongStream.Builder loans = LongStream.builder();
		for (long before = System.nanoTime(); before < end;) {
			try (WasmInstance evaluator = this.pool.acquire()) {
				FlagEvaluator.evaluate(evaluator);
			}
			long now = System.nanoTime();
			loans.add(now - before);
			before = afterPause(now);
		}
		return loans.build().toArray();
	}

}
