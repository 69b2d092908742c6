package io.github.wasmpool.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * 16 threads that borrow and return 4 objects: what a loan takes, and how long anybody
 * waits at most. The pools take turns of a second each; figures are medians over the
 * turns. The same threads also borrow nothing, which shows how long the scheduler of the
 * machine lets a thread wait that never waits by itself.
 */
public final class LongestWait {

	private static final int THREADS = 16;

	private static final int OBJECTS = 4;

	private static final int TURNS_TO_WARM_UP = 2;

	private static final int TURNS = 9;

	private static final long TURN = TimeUnit.SECONDS.toNanos(1);

	private LongestWait() {
	}

	/**
	 * Measure, and print nanoseconds.
	 * @param args none
	 * @throws Exception if there is nothing to borrow
	 */
	public static void main(String[] args) throws Exception {
		BorrowBenchmark.Size size = new BorrowBenchmark.Size();
		size.size = OBJECTS;
		BorrowBenchmark.Slots slots = new BorrowBenchmark.Slots();
		slots.fill(size);
		BorrowBenchmark.Commons commons = new BorrowBenchmark.Commons();
		commons.fill(size);
		BorrowBenchmark.FairCommons fair = new BorrowBenchmark.FairCommons();
		fair.fill(size);
		BorrowBenchmark benchmark = new BorrowBenchmark();
		List<Side> sides = List.of(new Side("slots", () -> benchmark.slotPool(slots)),
				new Side("commons", () -> benchmark.commonsPool(commons)),
				new Side("fair", () -> benchmark.commonsPoolFair(fair)), new Side("nothing", () -> size));
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		for (int turn = -TURNS_TO_WARM_UP; turn < TURNS; turn++) {
			for (Side side : sides) {
				side.measure(threads, turn);
			}
		}
		threads.shutdown();
		sides.forEach(Side::print);
		slots.close();
		commons.close();
		fair.close();
	}

	private static final class Side {

		private final String name;

		private final Callable<Object> loan;

		private final long[] mean = new long[TURNS];

		private final long[] longest = new long[TURNS];

		private Side(String name, Callable<Object> loan) {
			this.name = name;
			this.loan = loan;
		}

		private void measure(ExecutorService threads, int turn) throws InterruptedException, ExecutionException {
			long end = System.nanoTime() + TURN;
			List<Future<long[]>> borrowers = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				borrowers.add(threads.submit(() -> borrowUntil(end)));
			}
			long loans = 0;
			long longest = 0;
			for (Future<long[]> borrower : borrowers) {
				loans += borrower.get()[0];
				longest = Math.max(longest, borrower.get()[1]);
			}
			if (turn >= 0) {
				this.mean[turn] = TURN / loans;
				this.longest[turn] = longest;
			}
		}

		/**
		 * Borrow and return.
		 * @return how many loans there were, and what the longest one took
		 */
		private long[] borrowUntil(long end) throws Exception {
			long loans = 0;
			long longest = 0;
			long before = System.nanoTime();
			while (before < end) {
				this.loan.call();
				long now = System.nanoTime();
				longest = Math.max(longest, now - before);
				loans++;
				before = now;
			}
			return new long[] { loans, longest };
		}

		private void print() {
			Arrays.sort(this.mean);
			Arrays.sort(this.longest);
			Child.print(this.name + ".mean", this.mean[TURNS / 2]);
			Child.print(this.name + ".longest", this.longest[TURNS / 2]);
		}

	}

}
