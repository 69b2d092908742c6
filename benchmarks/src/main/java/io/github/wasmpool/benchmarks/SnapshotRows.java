package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
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
		rows.put("seed-beside", () -> beside(200, "200 ms apart"));
		rows.put("seed-beside-busy", () -> beside(0, "without pause"));
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
				"SeedBenchmark.reseedAndEvaluate", "SeedBenchmark.configure", "SeedBenchmark.compile");
		String what = "a new seed of 100 kB for the flag evaluator of DevCycle, until the first loan ";
		double compile = nanos.get("compile");
		double own = nanos.get("configure");
		print(Row.ofTimes(what + "has it, against compiling the module", nanos.get("reseed"), compile, 0.1));
		print(Row.ofTimes("of it what the guest itself computes, against compiling the module", own, compile));
		print(Row.ofTimes("and all the rest, against compiling the module", nanos.get("reseed") - own, compile));
		print(Row.ofTimes(what + "has evaluated with it, against compiling the module", nanos.get("reseedAndEvaluate"),
				compile));
	}

	private static void beside(int pause, String how) throws IOException, InterruptedException {
		Figures nanos = Child.run(SeedBeside.class, List.of(), Integer.toString(pause));
		String what = "a loan of eight threads that evaluate flags " + how
				+ ", beside a new seed every 100 ms, against ";
		for (String other : new String[] { "alone", "busy" }) {
			String against = what + (other.equals("alone") ? "no seed" : "a thread that computes as long");
			print(Row.ofTimes(against + ": median", nanos.get("seeded.median"), nanos.get(other + ".median")));
			print(Row.ofTimes(against + ": 99.9th percentile", nanos.get("seeded.p999"), nanos.get(other + ".p999")));
			print(Row.ofDelays(against + ": the slowest", nanos.get("seeded.slowest"), nanos.get(other + ".slowest"),
					10));
		}
		print(Row.ofTimes(
				"processor time of a seed beside loans " + how
						+ ", with what it takes to have instances begin there, against its own thread's",
				nanos.get("seed.everywhere"), nanos.get("seed")));
	}

	private static void print(Row row) {
		Report.print(row);
	}

}
