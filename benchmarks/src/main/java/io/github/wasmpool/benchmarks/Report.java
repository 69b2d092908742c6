package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs a quick set of all benchmarks, or of some, and prints a table in Markdown, each
 * line with both sides. All take about 25 minutes on an idle machine, on Linux.
 */
public final class Report {

	private static final int ENOUGH = 16;

	private static final int TOO_FEW = 4;

	private Report() {
	}

	/**
	 * Run and print.
	 * @param args none for all rows, or an expression that the names of the wanted ones
	 * contain
	 * @throws Exception if a benchmark fails
	 */
	public static void main(String[] args) throws Exception {
		Pattern wanted = Pattern.compile((args.length > 0) ? args[0] : "");
		print(machine());
		print("Load average before: " + load());
		print("");
		print(Row.heading());
		print(Row.rule());
		for (Map.Entry<String, Rows> rows : rows().entrySet()) {
			if (wanted.matcher(rows.getKey()).find()) {
				rows.getValue().print();
			}
		}
		print("");
		print("Load average after: " + load());
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
		Figures nanos = Measured.nanos(threads, size, "BorrowBenchmark.slotPool", "BorrowBenchmark.wasmPool",
				"BorrowBenchmark.commonsPool", "BorrowBenchmark.commonsPoolTuned");
		double slotPool = nanos.get("slotPool");
		double commonsPool = nanos.get("commonsPool");
		print(row(what + ": slots, against commons-pool2", slotPool, commonsPool, reach));
		print(Row.ofTimes(what + ": slots, against commons-pool2 tuned", slotPool, nanos.get("commonsPoolTuned")));
		print(Row.ofTimes(what + ": warm instances, against commons-pool2", nanos.get("wasmPool"), commonsPool));
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
	}

	private static void calls() throws RunnerException {
		Figures nanos = Measured.nanos(1, ENOUGH, "CallBenchmark.add", "CallBenchmark.addBare", "CallBenchmark.eight",
				"CallBenchmark.eightBare", "CallBenchmark.four", "CallBenchmark.fourBare", "CallBenchmark.column",
				"CallBenchmark.host", "CallBenchmark.hostBare", "ImportBenchmark.linked", "ImportBenchmark.linkedBare");
		double bare = nanos.get("addBare");
		print(Row.ofTimes("a call of `add`, against the bare call", nanos.get("add"), bare));
		print(Row.ofTimes("a call with eight parameters, against the bare call", nanos.get("eight"),
				nanos.get("eightBare")));
		print(Row.ofTimes("a call with four results, against the bare call", nanos.get("four"), nanos.get("fourBare")));
		print(Row.ofTimes("`mapInt` over 100,000 items, an item, against the bare call of `add`", nanos.get("column"),
				bare, 0.002));
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

	private static String machine() throws IOException {
		String processor;
		try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			processor = lines.filter((line) -> line.startsWith("model name"))
				.findFirst()
				.map((line) -> line.substring(line.indexOf(':') + 2))
				.orElse(System.getProperty("os.arch"));
		}
		return processor + ", " + Runtime.getRuntime().availableProcessors() + " processors; "
				+ System.getProperty("java.vm.name") + " " + Runtime.version();
	}

	private static String load() {
		return String.format(Locale.ROOT, "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
	}

	static void print(Object line) {
		System.out.println(line);
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
