package io.github.wasmpool.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

import org.openjdk.jmh.runner.RunnerException;

/**
 * The rows about guests that were initialised once for all, or are seeded.
 */
final class SnapshotRows {

	private static final int PAGES_WRITTEN = 10;

	private static final double SECOND = 1e9;

	private SnapshotRows() {
	}

	static Map<String, Report.Rows> all() {
		Map<String, Report.Rows> rows = new LinkedHashMap<>();
		rows.put("snapshot-image", SnapshotRows::image);
		rows.put("snapshot-interpreter", SnapshotRows::interpreter);
		rows.put("snapshot-speed", SnapshotRows::speed);
		rows.put("seed-evaluate", SnapshotRows::evaluate);
		rows.put("seed-new", SnapshotRows::seed);
		return rows;
	}

	private static void image() throws RunnerException {
		Figures nanos = Measured.nanos("pages", PAGES_WRITTEN, "SnapshotBenchmark.filled", "SnapshotBenchmark.filling",
				"ImageBenchmark.copy");
		String what = "fresh loan with 16 MiB of snapshotted state of which 10 pages are written, against ";
		print(Row.ofTimes(what + "copying 16 MiB", nanos.get("filled"), nanos.get("copy"), 0.03));
		print(Row.ofTimes(what + "filling them in each loan", nanos.get("filled"), nanos.get("filling")));
	}

	private static void interpreter() throws RunnerException {
		Figures nanos = Measured.nanos("pages", PAGES_WRITTEN, "SnapshotBenchmark.started",
				"SnapshotBenchmark.starting");
		print(Row.ofTimes("fresh loan of an interpreter and a short script, from a snapshot, against starting it",
				nanos.get("started"), nanos.get("starting")));
	}

	private static void speed() throws RunnerException {
		for (String kind : new String[] { "sum", "fib", "sort" }) {
			Figures nanos = Measured.nanos("kind", kind, "SplitBenchmark.split", "SplitBenchmark.whole",
					"SplitBenchmark.chicory");
			print(Row.ofRates("speed of guest code with code and state apart, " + kind + ", against one module",
					SECOND / nanos.get("split"), SECOND / nanos.get("whole"), 0.95));
			print(Row.ofTimes("a guest that computes, " + kind + ", against Chicory's compiler", nanos.get("whole"),
					nanos.get("chicory")));
		}
	}

	private static void evaluate() throws RunnerException {
		Figures nanos = Measured.nanos("pages", PAGES_WRITTEN, "SeedBenchmark.seeded", "SeedBenchmark.configured");
		print(Row.ofTimes("fresh loan of the flag evaluator of DevCycle with one evaluation, a configuration of 100 kB"
				+ " as a seed, against setting it in each loan", nanos.get("seeded"), nanos.get("configured")));
	}

	private static void seed() throws RunnerException {
		Figures nanos = Measured.nanos("pages", PAGES_WRITTEN, "SeedBenchmark.reseed",
				"SeedBenchmark.reseedAndEvaluate", "SeedBenchmark.compile");
		String what = "a new seed of 100 kB for the flag evaluator of DevCycle, until the first loan ";
		double compile = nanos.get("compile");
		print(Row.ofTimes(what + "has it, against compiling the module", nanos.get("reseed"), compile, 0.1));
		print(Row.ofTimes(what + "has evaluated with it, against compiling the module", nanos.get("reseedAndEvaluate"),
				compile));
	}

	private static void print(Row row) {
		Report.print(row);
	}

}
