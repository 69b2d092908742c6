package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import org.openjdk.jmh.runner.RunnerException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs a quick set of all benchmarks, or of some, and prints a table in Markdown, each
 * line with both sides. All take about half an hour on an idle machine, on Linux.
 */
public final class Report {

	private static final int ENOUGH = 16;

	private static final int TOO_FEW = 4;

	/** What the rows that run now have printed. */
	private static final List<Row> PRINTED = new ArrayList<>();

	private Report() {
	}

	/**
	 * Run and print.
	 * @param args none for all rows, or an expression that the names of the wanted ones
	 * contain; {@code --json} and a file, to have it as JSON, too
	 * @throws Exception if a benchmark fails
	 */
	public static void main(String[] args) throws Exception {
		List<String> rest = new ArrayList<>(List.of(args));
		int json = rest.indexOf("--json");
		Path file = (json >= 0) ? Path.of(rest.get(json + 1)) : null;
		if (file != null) {
			rest.subList(json, json + 2).clear();
		}
		Pattern wanted = Pattern.compile(rest.isEmpty() ? "" : rest.get(0));
		Surroundings surroundings = Surroundings.here();
		double before = Surroundings.load();
		say(surroundings + "\nLoad average before: " + before + "\n\n" + Row.heading());
		List<Line> lines = new ArrayList<>();
		for (Map.Entry<String, Rows> rows : rows().entrySet()) {
			if (wanted.matcher(rows.getKey()).find()) {
				rows.getValue().print();
				PRINTED.forEach((row) -> lines.add(new Line(rows.getKey(), row.what(), row.numbers())));
				PRINTED.clear();
			}
		}
		double after = Surroundings.load();
		say("\nLoad average after: " + after);
		if (file != null) {
			Files.write(file, json(new Run(Instant.now().toString(), surroundings, before, after, lines)));
		}
	}

	/**
	 * Write what was measured for programs.
	 */
	static byte[] json(Run run) {
		return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsBytes(run);
	}

	private static Map<String, Rows> rows() {
		Map<String, Rows> rows = new LinkedHashMap<>();
		rows.put("borrow-1-thread", () -> borrow(1, ENOUGH, 0.1, 2));
		rows.put("borrow-2-threads", () -> borrow(2, ENOUGH, 0.15, 2));
		rows.put("borrow-16-threads", () -> borrow(16, ENOUGH, Double.NaN, Double.NaN));
		rows.put("borrow-too-few", () -> borrow(16, TOO_FEW, 1.5, Double.NaN));
		rows.put("borrow-longest-wait", Report::longestWait);
		rows.put("calls", Report::calls);
		rows.put("clients", Report::clients);
		rows.put("text-1-KiB", () -> text(1 << 10));
		rows.put("text-64-KiB", () -> text(1 << 16));
		rows.put("warm-loan", Report::loans);
		rows.put("one-shared-instance", Report::shared);
		rows.putAll(FreshRows.all());
		rows.putAll(SnapshotRows.all());
		rows.put("seen-warm", () -> seen(ResetPolicy.WARM));
		rows.put("seen-fresh", () -> seen(ResetPolicy.FRESH));
		rows.put("compute", Report::compute);
		rows.put("coordination", Report::coordination);
		rows.put("shared-memory", Report::sharedMemory);
		rows.put("cluster", ClusterRows::print);
		rows.put("attack-1", () -> attack(1));
		rows.put("attack-2", () -> attack(2));
		rows.put("tenants-caller", () -> tenants(ExecutionMode.CALLER, 0));
		rows.put("tenants-dedicated", () -> tenants(ExecutionMode.DEDICATED, 0));
		rows.put("tenants-paced", () -> tenants(ExecutionMode.DEDICATED, 2_000));
		return rows;
	}

	private static void borrow(int threads, int size, double reach, double reachStormpot) throws RunnerException {
		String what = "borrow + return, " + threads + ((threads == 1) ? " thread" : " threads")
				+ ((size < threads) ? " for " + size + " objects" : "");
		Figures nanos = Measured.nanos(threads, size, "BorrowBenchmark.slotPool", "BorrowBenchmark.commonsPool",
				"BorrowBenchmark.commonsPoolTuned");
		Figures warm = Measured.nanosOnceCompiled(threads, size, "BorrowBenchmark.wasmPool",
				"BorrowBenchmark.commonsPool");
		double slotPool = nanos.get("slotPool");
		double commonsPool = nanos.get("commonsPool");
		print(row(what + ": slots, against commons-pool2", slotPool, commonsPool, reach));
		print(Row.ofTimes(what + ": slots, against commons-pool2 tuned", slotPool, nanos.get("commonsPoolTuned")));
		print(Row.ofTimes(what + ": warm instances, against commons-pool2", warm.get("wasmPool"),
				warm.get("commonsPool")));
		if (size < threads) {
			double fair = Measured.nanos(threads, size, "BorrowBenchmark.commonsPoolFair").get("commonsPoolFair");
			print(Row.ofTimes(what + ": slots, against commons-pool2 tuned and fair", slotPool, fair));
		}
		if (Runtime.version().feature() >= StormpotBenchmark.JAVA) {
			double stormpot = Measured.nanos(threads, size, "StormpotBenchmark.stormpot").get("stormpot");
			print(row(what + ": slots, against Stormpot", slotPool, stormpot, reachStormpot));
		}
	}

	private static Row row(String what, double ours, double theirs, double reach) {
		return Double.isNaN(reach) ? Row.ofTimes(what, ours, theirs) : Row.ofTimes(what, ours, theirs, reach);
	}

	private static void longestWait() throws IOException, InterruptedException {
		Figures nanos = Child.run(LongestWait.class, List.of());
		String what = "16 threads for 4 objects, in turns of a second: ";
		print(Row.ofTimes(what + "a loan of slots, against commons-pool2", nanos.get("slots.mean"),
				nanos.get("commons.mean"), 1.5));
		print(Row.ofTimes(what + "a loan of slots, against commons-pool2 tuned and fair", nanos.get("slots.mean"),
				nanos.get("fair.mean")));
		print(Row.ofTimes(what + "longest wait, against commons-pool2 tuned and fair", nanos.get("slots.longest"),
				nanos.get("fair.longest"), 2));
		print(Row.ofTimes(what + "longest wait, against commons-pool2", nanos.get("slots.longest"),
				nanos.get("commons.longest")));
		print(Row.ofTimes(what + "longest wait, against threads that borrow nothing", nanos.get("slots.longest"),
				nanos.get("nothing.longest")));
	}

	private static void calls() throws RunnerException {
		Figures nanos = Measured.nanos(1, ENOUGH, "CallBenchmark.add", "CallBenchmark.addBare", "CallBenchmark.eight",
				"CallBenchmark.eightBare", "CallBenchmark.four", "CallBenchmark.fourBare", "CallBenchmark.column",
				"CallBenchmark.host", "CallBenchmark.hostBare", "ImportBenchmark.linked", "ImportBenchmark.linkedBare",
				"CallBenchmark.addChicory", "CallBenchmark.columnChicory");
		double bare = nanos.get("addBare");
		print(Row.ofTimes("a call of `add`, against the bare call", nanos.get("add"), bare, 0.15));
		print(Row.ofTimes("a call of `add`, against Chicory's compiler", nanos.get("add"), nanos.get("addChicory")));
		print(Row.ofTimes("a call with eight parameters, against the bare call", nanos.get("eight"),
				nanos.get("eightBare")));
		print(Row.ofTimes("a call with four results, against the bare call", nanos.get("four"), nanos.get("fourBare")));
		print(Row.ofTimes("`mapInt` over 100,000 items, an item, against the bare call of `add`", nanos.get("column"),
				bare, 0.002));
		print(Row.ofTimes("`mapInt` over 100,000 items, an item, against a loop over Chicory's compiler",
				nanos.get("column"), nanos.get("columnChicory")));
		print(Row.ofTimes("a host call, against the bare binding", nanos.get("host"), nanos.get("hostBare"), 0.4));
		print(Row.ofTimes("an instance with 20 host functions, against the bare binding", nanos.get("linked"),
				nanos.get("linkedBare"), 0.08));
	}

	private static void clients() throws RunnerException {
		Figures nanos = Measured.nanos(1, ENOUGH, "TextBenchmark.addTyped", "TextBenchmark.addNamed",
				"TextBenchmark.addResolved");
		print(Row.ofTimes("a typed call of `add`, against `callInt` by name", nanos.get("addTyped"),
				nanos.get("addNamed")));
		print(Row.ofTimes("a typed call of `add`, against `callInt` of a function looked up", nanos.get("addTyped"),
				nanos.get("addResolved")));
	}

	private static void text(int length) throws RunnerException {
		Figures nanos = Measured.nanos(1, length, "TextBenchmark.echo", "TextBenchmark.echoKept",
				"TextBenchmark.echoBare");
		String what = (length >> 10) + " KiB of text in and out";
		print(Row.ofTimes(what + ", against the bare binding by hand", nanos.get("echo"), nanos.get("echoBare")));
		print(Row.ofTimes(what + " through a kept buffer, against the bare binding by hand", nanos.get("echoKept"),
				nanos.get("echoBare")));
	}

	private static void loans() throws RunnerException {
		Figures nanos = Measured.nanos(1, ENOUGH, "LoanBenchmark.warm", "LoanBenchmark.warmBare");
		print(Row.ofTimes("borrow + `add` + return, warm, against the bare call", nanos.get("warm"),
				nanos.get("warmBare"), 0.15));
	}

	private static void shared() throws RunnerException {
		for (int threads : new int[] { 1, 2, 16 }) {
			Figures nanos = Measured.nanos(threads, ENOUGH, "LoanBenchmark.warm", "LoanBenchmark.warmShared",
					"LoanBenchmark.compute", "LoanBenchmark.computeShared");
			String against = ", " + threads + ((threads == 1) ? " thread" : " threads")
					+ ": a warm pool, against one bare instance behind `synchronized`";
			print(Row.ofTimes("`add`" + against, nanos.get("warm"), nanos.get("warmShared")));
			print(Row.ofTimes("`fib(20)`" + against, nanos.get("compute"), nanos.get("computeShared")));
		}
	}

	private static void seen(ResetPolicy reset) throws RunnerException {
		Figures nanos = Measured.nanos("reset", reset, "SeenBenchmark.unseen", "SeenBenchmark.metered",
				"SeenBenchmark.observed");
		String what = "borrow + `add` + return, " + reset.name().toLowerCase(Locale.ROOT);
		print(Row.ofTimes(what + ": with meters, against nobody who looks", nanos.get("metered"), nanos.get("unseen")));
		print(Row.ofTimes(what + ": with meters and observations, against nobody who looks", nanos.get("observed"),
				nanos.get("unseen")));
	}

	private static void compute() throws RunnerException {
		String[] sides = { "LoanBenchmark.compute", "LoanBenchmark.computeInJava" };
		Figures one = Measured.nanos(1, ENOUGH, sides);
		Figures two = Measured.nanos(2, ENOUGH, sides);
		print(Row.ofGains("throughput of `fib(20)`, two threads against one, beside that of Java",
				2 * one.get("compute") / two.get("compute"), 2 * one.get("computeInJava") / two.get("computeInJava"),
				1.9));
	}

	private static void coordination() throws RunnerException {
		Figures nanos = Measured.nanos(1, ENOUGH, "CoordinationBenchmark.mapReduceOnOne",
				"CoordinationBenchmark.mapReduceOnTwo", "CoordinationBenchmark.javaOnOne",
				"CoordinationBenchmark.javaOnTwo", "CoordinationBenchmark.columnOnOne",
				"CoordinationBenchmark.columnOnTwo");
		print(Row.ofGains("map-reduce of `fib(24)`, two instances against one, beside two threads of Java against one",
				nanos.get("mapReduceOnOne") / nanos.get("mapReduceOnTwo"),
				nanos.get("javaOnOne") / nanos.get("javaOnTwo"), 1.9));
		print(Row.ofTimes("`mapInt` over 1,000,000 items, two instances against one", nanos.get("columnOnTwo"),
				nanos.get("columnOnOne")));
	}

	private static void sharedMemory() throws RunnerException {
		Figures nanos = Measured.nanos(1, ENOUGH, "SharedMemoryBenchmark.writeShared", "SharedMemoryBenchmark.writeOwn",
				"SharedMemoryBenchmark.readShared", "SharedMemoryBenchmark.readOwn", "SharedMemoryBenchmark.addShared",
				"CallBenchmark.add");
		print(Row.ofTimes("writing 1 MiB to a shared memory, against the memory of an instance",
				nanos.get("writeShared"), nanos.get("writeOwn")));
		print(Row.ofTimes("reading 1 MiB of a shared memory, against the memory of an instance",
				nanos.get("readShared"), nanos.get("readOwn")));
		print(Row.ofTimes("an atomic addition by Java, against a call of `add` in a guest", nanos.get("addShared"),
				nanos.get("add")));
	}

	private static void attack(int attackers) throws IOException, InterruptedException {
		Figures rates = Child.run(UnderAttack.class, List.of("-Dorg.slf4j.simpleLogger.logFile=/dev/null"),
				String.valueOf(attackers));
		String what = "throughput of 2 borrowers and " + attackers + ((attackers == 1) ? " attacker" : " attackers")
				+ ": ";
		print(Row.ofRates(what + "during the attack, against before", rates.get("during"), rates.get("before"), 0.5));
		print(Row.ofRates(what + "after the attack, against before", rates.get("after"), rates.get("before"), 0.9));
	}

	private static void tenants(ExecutionMode execution, long pause) throws IOException, InterruptedException {
		Figures nanos = Child.run(HostileTenant.class, List.of("-Dorg.slf4j.simpleLogger.logFile=/dev/null"),
				execution.name(), String.valueOf(pause));
		String what = "a loan of seven tenants" + ((pause > 0) ? ", each with a pause of " + pause + " µs" : "")
				+ ", `execution: " + execution.name().toLowerCase(Locale.ROOT)
				+ "`, beside a hostile one, against before: ";
		print(row(what + "99th percentile", nanos.get("during.p99"), nanos.get("before.p99"),
				(pause > 0) ? Double.NaN : 3));
		print(Row.ofTimes(what + "median", nanos.get("during.median"), nanos.get("before.median")));
		print(Row.ofCounts(what + "failed loans", nanos.get("failures"), 0, 0));
	}

	static void print(Row row) {
		say(row.toString());
		PRINTED.add(row);
	}

	private static void say(String text) {
		System.out.println(text);
	}

	/**
	 * What is written for programs.
	 *
	 * @param time when it ended
	 * @param surroundings where it was measured
	 * @param loadBefore the load average before
	 * @param loadAfter the load average after
	 * @param rows the rows
	 */
	record Run(String time, Surroundings surroundings, double loadBefore, double loadAfter, List<Line> rows) {
	}

	/**
	 * A row.
	 *
	 * @param name of the rows it belongs to
	 * @param what is measured
	 * @param numbers its figures
	 */
	record Line(String name, String what, @JsonUnwrapped Row.Numbers numbers) {
	}

	/**
	 * Measures and prints rows that belong together.
	 */
	@FunctionalInterface
	interface Rows {

		/**
		 * Measure and print.
		 * @throws Exception if a benchmark fails
		 */
		void print() throws Exception;

	}

}
