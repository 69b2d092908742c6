package io.github.wasmpool.sample.visitor;

import java.util.ArrayList;
import java.util.List;

/**
 * How long calls took, counted in steps of a twelfth of an octave, which errs by 6 % at
 * most. For one thread.
 */
final class Latencies {

	private static final int PER_OCTAVE = 12;

	private static final int OCTAVES = 36;

	private final long[] counts = new long[PER_OCTAVE * OCTAVES + 1];

	private long count;

	private long longest;

	void add(long nanos) {
		this.counts[step(nanos)]++;
		this.count++;
		this.longest = Math.max(this.longest, nanos);
	}

	private int step(long nanos) {
		int step = (int) Math.ceil(Math.log((double) Math.max(nanos, 1)) / Math.log(2) * PER_OCTAVE);
		return Math.min(step, this.counts.length - 1);
	}

	private static double nanos(int step) {
		return Math.pow(2, (double) step / PER_OCTAVE);
	}

	long count() {
		return this.count;
	}

	/**
	 * Return what a part of the calls took at most.
	 * @param part from 0 to 1
	 * @return microseconds, zero if there were no calls
	 */
	double percentile(double part) {
		long seen = 0;
		for (int step = 0; step < this.counts.length; step++) {
			seen += this.counts[step];
			if (seen > 0 && seen >= part * this.count) {
				return Math.min(nanos(step), (double) this.longest) / 1_000;
			}
		}
		return 0;
	}

	double longest() {
		return this.longest / 1_000.0;
	}

	/**
	 * Return how the calls are distributed.
	 * @return microseconds and counts, from the fastest to the slowest
	 */
	List<Bar> bars() {
		List<Bar> bars = new ArrayList<>();
		for (int step = 0; step < this.counts.length; step++) {
			if (this.counts[step] > 0) {
				bars.add(new Bar(nanos(step) / 1_000, this.counts[step]));
			}
		}
		return bars;
	}

	/**
	 * Calls that took about as long.
	 *
	 * @param micros microseconds
	 * @param count how many
	 */
	record Bar(double micros, long count) {
	}

}
