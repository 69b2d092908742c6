package io.github.wasmpool.benchmarks;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A line of the report, as a person and as a program reads it.
 *
 * @param what what is measured
 * @param ours the figure of this project
 * @param theirs the figure it is measured against
 * @param result what the two come to, or an empty text
 * @param reach what is to be reached, or an empty text
 * @param numbers the same as numbers
 */
record Row(String what, String ours, String theirs, String result, String reach, Numbers numbers) {

	private static final String NANOS = "ns";

	/**
	 * Compare two times, of which the smaller is the better.
	 * @param what what is measured
	 * @param ours nanoseconds
	 * @param theirs nanoseconds
	 * @param reach the highest ratio to reach
	 */
	static Row ofTimes(String what, double ours, double theirs, double reach) {
		boolean reached = ours / theirs <= reach;
		return new Row(what, time(ours), time(theirs), ratio(ours / theirs), verdict(reached, "≤ ", reach),
				Numbers.of(NANOS, ours, theirs, reach, reached));
	}

	/**
	 * Compare two times that nothing is asked of.
	 * @param what what is measured
	 * @param ours nanoseconds
	 * @param theirs nanoseconds
	 */
	static Row ofTimes(String what, double ours, double theirs) {
		return new Row(what, time(ours), time(theirs), ratio(ours / theirs), "", Numbers.of(NANOS, ours, theirs));
	}

	/**
	 * Compare two times of which one may be a little the longer.
	 * @param what what is measured
	 * @param ours nanoseconds
	 * @param theirs nanoseconds
	 * @param reach how much longer it may be, in milliseconds
	 */
	static Row ofDelays(String what, double ours, double theirs, int reach) {
		boolean reached = ours - theirs <= reach * 1e6;
		return new Row(what, time(ours), time(theirs), ratio(ours / theirs),
				"≤ " + reach + " ms more" + (reached ? "" : ", missed"),
				Numbers.of(NANOS, ours, theirs, theirs + reach * 1e6, reached));
	}

	/**
	 * Compare what two threads gain.
	 * @param what what is measured
	 * @param ours the throughput of two threads against one
	 * @param theirs the same of what the machine can do at best
	 * @param reach the lowest gain to reach
	 */
	static Row ofGains(String what, double ours, double theirs, double reach) {
		return new Row(what, ratio(ours), ratio(theirs), ratio(ours / theirs), verdict(ours >= reach, "≥ ", reach),
				Numbers.of("times", ours, theirs, reach, ours >= reach));
	}

	/**
	 * Compare two rates, of which the greater is the better.
	 * @param what what is measured
	 * @param ours operations a second
	 * @param theirs operations a second
	 * @param reach the lowest ratio to reach
	 */
	static Row ofRates(String what, double ours, double theirs, double reach) {
		boolean reached = ours / theirs >= reach;
		return new Row(what, rate(ours), rate(theirs), ratio(ours / theirs), verdict(reached, "≥ ", reach),
				Numbers.of("1/s", ours, theirs, reach, reached));
	}

	/**
	 * Compare two amounts of memory.
	 * @param what what is measured
	 * @param ours bytes
	 * @param theirs bytes
	 * @param unit the name of the unit
	 * @param bytes the bytes of the unit
	 * @param reach the most units to need
	 */
	static Row ofMemory(String what, double ours, double theirs, String unit, int bytes, int reach) {
		boolean reached = ours <= (double) reach * bytes;
		return new Row(what, amount(ours / bytes, unit), amount(theirs / bytes, unit), "",
				"≤ " + reach + " " + unit + (reached ? "" : ", missed"),
				Numbers.of(unit, ours / bytes, theirs / bytes, reach, reached));
	}

	/**
	 * Compare two amounts of memory that nothing is asked of.
	 * @param what what is measured
	 * @param ours bytes
	 * @param theirs bytes
	 * @param unit the name of the unit
	 * @param bytes the bytes of the unit
	 */
	static Row ofMemory(String what, double ours, double theirs, String unit, int bytes) {
		return new Row(what, amount(ours / bytes, unit), amount(theirs / bytes, unit), "", "",
				Numbers.of(unit, ours / bytes, theirs / bytes));
	}

	/**
	 * Compare two counts.
	 * @param what what is counted
	 * @param ours a count
	 * @param theirs a count
	 * @param reach the highest count to reach
	 */
	static Row ofCounts(String what, double ours, double theirs, int reach) {
		return new Row(what, count(ours), count(theirs), "", "≤ " + reach + ((ours <= reach) ? "" : ", missed"),
				Numbers.of("", ours, theirs, reach, ours <= reach));
	}

	/**
	 * Return the lines above the first row.
	 */
	static String heading() {
		return "| what | pool | against | ratio | to reach |\n| --- | ---: | ---: | ---: | --- |";
	}

	private static String time(double nanos) {
		if (nanos < 1_000) {
			return amount(nanos, "ns");
		}
		return (nanos < 1_000_000) ? amount(nanos / 1_000, "µs") : amount(nanos / 1_000_000, "ms");
	}

	private static String rate(double operations) {
		return String.format(Locale.ROOT, "%,.0f/s", operations);
	}

	private static String count(double count) {
		return String.format(Locale.ROOT, "%,.0f", count);
	}

	private static String amount(double value, String unit) {
		return String.format(Locale.ROOT, (Math.abs(value) < 100) ? "%.1f %s" : "%.0f %s", value, unit);
	}

	private static String ratio(double ratio) {
		return String.format(Locale.ROOT, (ratio < 0.01) ? "%.5f×" : (ratio < 0.1) ? "%.3f×" : "%.2f×", ratio);
	}

	private static String verdict(boolean reached, String sign, double reach) {
		return sign + reach + "×" + (reached ? "" : ", missed");
	}

	@Override
	public String toString() {
		return "| " + String.join(" | ", this.what, this.ours, this.theirs, this.result, this.reach) + " |";
	}

	/**
	 * The figures of a row.
	 *
	 * @param unit of the figures, or an empty text
	 * @param pool the figure of this project
	 * @param against the figure it is measured against
	 * @param ratio of the two
	 * @param reach the ratio or the figure to reach, as the row asks for one or the other
	 * @param missed whether it is not
	 */
	record Numbers(String unit, double pool, double against, @Nullable Double ratio, @Nullable Double reach,
			boolean missed) {

		private static Numbers of(String unit, double pool, double against, double reach, boolean reached) {
			return new Numbers(unit, pool, against, ratio(pool, against), reach, !reached);
		}

		private static Numbers of(String unit, double pool, double against) {
			return new Numbers(unit, pool, against, ratio(pool, against), null, false);
		}

		private static @Nullable Double ratio(double pool, double against) {
			return (against > 0) ? (Double) (pool / against) : null;
		}

	}

}
