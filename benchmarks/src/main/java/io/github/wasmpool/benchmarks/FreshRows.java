package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.openjdk.jmh.runner.RunnerException;

/**
 * The rows about loans that begin in the first state of their guest.
 */
final class FreshRows {

	private static final String IN_A_LOOP = ", one thread without a pause";

	private static final int PAGES_WRITTEN = 10;

	private FreshRows() {
	}

	static Map<String, Report.Rows> all() {
		Map<String, Report.Rows> rows = new LinkedHashMap<>();
		rows.put("fresh-1-page", () -> loan(1, 0.12));
		rows.put("fresh-17-pages", () -> loan(17, 0.15));
		rows.put("fresh-64-pages", () -> loan(64, 0.25));
		rows.put("fresh-threads", FreshRows::threads);
		rows.put("fresh-paced", FreshRows::paced);
		rows.put("fresh-growing", FreshRows::growing);
		rows.put("fresh-imports", FreshRows::imports);
		rows.put("fresh-real", FreshRows::real);
		rows.put("fresh-image", FreshRows::image);
		rows.put("fresh-memory", FreshRows::memory);
		rows.put("fresh-growth", FreshRows::growth);
		return rows;
	}

	private static void loan(int pages, double reach) throws RunnerException {
		Figures nanos = Measured.nanos("pages", pages, "FreshBenchmark.fresh", "FreshBenchmark.warm",
				"FreshBenchmark.bare", "FreshBenchmark.chicory", "FreshBenchmark.chicoryCall");
		double fresh = nanos.get("fresh");
		double warm = nanos.get("warm");
		String what = "fresh loan, " + pages + ((pages == 1) ? " page" : " pages") + IN_A_LOOP;
		print(Row.ofTimes(what + ", against bare instantiation", fresh, nanos.get("bare"), reach));
		print((pages == 17) ? Row.ofTimes(what + ", against a warm loan", fresh, warm, 5)
				: Row.ofTimes(what + ", against a warm loan", fresh, warm));
		print(Row.ofTimes(what + ", against instantiation by Chicory's compiler", fresh, nanos.get("chicory")));
		print(Row.ofTimes("warm loan, " + pages + ((pages == 1) ? " page" : " pages")
				+ ", against a call of Chicory's compiler alone", warm, nanos.get("chicoryCall")));
	}

	private static void threads() throws RunnerException {
		double java = Measured.gain("pages", 1, "LoanBenchmark.computeInJava");
		for (int pages : new int[] { 1, 17, 64 }) {
			double gain = Measured.gain("pages", pages, "FreshBenchmark.fresh");
			print(Row.ofGains("throughput of fresh loans, " + pages + ((pages == 1) ? " page" : " pages")
					+ ", two threads against one, beside that of `fib(20)` in Java", gain, java, 1.7));
		}
	}

	private static void paced() throws IOException, InterruptedException {
		Figures nanos = Child.run(PacedLoans.class, List.of());
		String what = "fresh loan at 2,000 a second, against a warm loan: ";
		print(Row.ofTimes(what + "mean", nanos.get("fresh.mean"), nanos.get("warm.mean"), 1.6));
		print(Row.ofTimes(what + "median", nanos.get("fresh.p50"), nanos.get("warm.p50")));
		print(Row.ofTimes(what + "99th percentile", nanos.get("fresh.p99"), nanos.get("warm.p99")));
		print(Row.ofTimes("fresh loan at 2,000 a second, against bare instantiation: mean", nanos.get("fresh.mean"),
				nanos.get("bare.mean"), 0.2));
	}

	private static void growing() throws RunnerException {
		String what = "fresh loan of a guest in Rust that allocates, `memory.reserve` ";
		for (int reserve : new int[] { 16, 64, 256, 0 }) {
			Figures nanos = Measured.nanos("reserve", reserve, "GrowingBenchmark.reserved", "GrowingBenchmark.bare");
			String row = what + reserve + ", against bare instantiation";
			double reserved = nanos.get("reserved");
			double bare = nanos.get("bare");
			print((reserve == 16) ? Row.ofTimes(row, reserved, bare, 0.15) : Row.ofTimes(row, reserved, bare));
		}
	}

	private static void imports() throws RunnerException {
		Figures nanos = Measured.nanos("pages", 17, "ImportBenchmark.loan", "ImportBenchmark.loanWithout");
		print(Row.ofTimes("fresh loan with 20 host functions, against one without", nanos.get("loan"),
				nanos.get("loanWithout"), 1.1));
	}

	private static void real() throws RunnerException {
		real(RealGuest.LLHTTP, "llhttp", 2);
		real(RealGuest.SOURCE_MAP, "source-map", 1.5);
		real(RealGuest.ES_MODULE_LEXER, "es-module-lexer", Double.NaN);
		real(RealGuest.FEATURE_FLAGS, "the flag evaluator of DevCycle", Double.NaN);
	}

	private static void real(RealGuest guest, String name, double reach) throws RunnerException {
		Figures nanos = Measured.nanos("guest", guest, "RealBenchmark.fresh", "RealBenchmark.warm",
				"RealBenchmark.chicory", "RealBenchmark.chicoryWarm");
		String what = "fresh loan and a typical call of " + name + ", against a warm loan";
		double fresh = nanos.get("fresh");
		double warm = nanos.get("warm");
		print(Double.isNaN(reach) ? Row.ofTimes(what, fresh, warm) : Row.ofTimes(what, fresh, warm, reach));
		print(Row.ofTimes("fresh loan and a typical call of " + name + ", against a new instance of Chicory's compiler",
				fresh, nanos.get("chicory")));
		print(Row.ofTimes("warm loan and a typical call of " + name + ", against an instance of Chicory's compiler",
				warm, nanos.get("chicoryWarm")));
	}

	private static void image() throws RunnerException {
		Figures nanos = Measured.nanos("pages", PAGES_WRITTEN, "ImageBenchmark.instantiate", "ImageBenchmark.loan",
				"ImageBenchmark.copy");
		print(Row.ofTimes("new instance with 16 MiB of data, against copying 16 MiB", nanos.get("instantiate"),
				nanos.get("copy"), 0.1));
		print(Row.ofTimes("fresh loan with 16 MiB of data of which 10 pages are written, against copying 16 MiB",
				nanos.get("loan"), nanos.get("copy"), 0.03));
	}

	private static void memory() throws IOException, InterruptedException {
		print(Row.ofMemory("resident memory of an idle instance, heap included, beside that of the bare binding",
				idle("pool", 0), idle("bare", 0), "kB", 1000, 40));
		print(Row.ofMemory("the same after a loan that wrote to 10 pages of 4 KiB", idle("pool", PAGES_WRITTEN),
				idle("bare", PAGES_WRITTEN), "kB", 1000));
	}

	private static double idle(String side, int pagesWritten) throws IOException, InterruptedException {
		return Child.run(IdleMemory.class, Footprint.JVM_OPTIONS, side, String.valueOf(pagesWritten))
			.sum("resident", "heap");
	}

	private static void growth() throws IOException, InterruptedException {
		Figures pool = Child.run(Growth.class, Footprint.JVM_OPTIONS, "pool");
		Figures bare = Child.run(Growth.class, Footprint.JVM_OPTIONS, "bare");
		print(Row.ofMemory(
				"growth over 1,000,000 calls and 1,000,000 fresh loans, beside that of the bare binding over 100,000",
				pool.sum("calls", "loans"), bare.sum("calls", "loans"), "MB", 1_000_000, 20));
		print(Row.ofCounts("mappings more after those loans", pool.get("mappings"), bare.get("mappings"), 0));
		print(Row.ofCounts("open files more after those loans", pool.get("descriptors"), bare.get("descriptors"), 0));
	}

	private static void print(Row row) {
		Report.print(row);
	}

}
