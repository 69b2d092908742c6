package io.github.wasmpool.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures the points of a curve.
 *
 * @param points so many of each curve at most
 * @param time for each, of which the first half is for the compiler of the JVM
 */
record Sweep(int points, Duration time) {

	private static final int TURNS = 9;

	/**
	 * Measure a curve.
	 * @param xs where
	 * @param measure what
	 */
	Map<Double, Double> over(int[] xs, Measure measure) throws Exception {
		Map<Double, Double> curve = new LinkedHashMap<>();
		for (int x : Arrays.copyOf(xs, Math.min(xs.length, this.points))) {
			curve.put((double) x, measure.at(x));
		}
		return curve;
	}

	/**
	 * Measure how long something takes: the median of several turns, or of one where it
	 * takes as long as there is time.
	 * @param work what is done, twice at least
	 * @return nanoseconds
	 */
	double nanos(Runnable work) {
		long batch = repeat(work, this.time.toNanos() / 2);
		double[] turns = new double[(int) Math.min(TURNS, batch)];
		long each = batch / turns.length;
		for (int turn = 0; turn < turns.length; turn++) {
			long begin = System.nanoTime();
			for (long i = 0; i < each; i++) {
				work.run();
			}
			turns[turn] = (double) (System.nanoTime() - begin) / each;
		}
		Arrays.sort(turns);
		return turns[turns.length / 2];
	}

	private static long repeat(Runnable work, long nanos) {
		long begin = System.nanoTime();
		long times = 0;
		while (times == 0 || System.nanoTime() - begin < nanos) {
			work.run();
			times++;
		}
		return times;
	}

	/**
	 * One point.
	 */
	@FunctionalInterface
	interface Measure {

		double at(int x) throws Exception;

	}

}
