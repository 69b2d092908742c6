package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs a quick set of all benchmarks and prints a table in Markdown, each line with both
 * sides. It takes about ten minutes on an idle machine, on Linux.
 */
public final class Report {

	private static final int ENOUGH = 16;

	private static final int TOO_FEW = 4;

	private Report() {
	}

	/**
	 * Run and print.
	 * @param args none
	 * @throws Exception if a benchmark fails
	 */
	public static void main(String[] args) throws Exception {
		print(machine());
		print("Load average before: " + load());
		print("");
		print(Row.heading());
		print(Row.rule());
		borrow(1, ENOUGH, 0.1);
		borrow(2, ENOUGH, 0.15);
		borrow(16, ENOUGH, Double.NaN);
		borrow(16, TOO_FEW, Double.NaN);
		calls();
		clients();
		text(1 << 10);
		text(1 << 16);
		loans();
		paced();
		image();
		compute();
		coordination();
		sharedMemory();
		memory();
		attack(1);
		attack(2);
		print("");
		print("Load average after: " + load());
	}

	private static void borrow(int threads, int size, double reach) throws RunnerException {
		String what = "borrow + return, " + threads + ((threads == 1) ? " thread" : " threads")
				+ ((size < threads) ? " for " + size + " objects" : "");
		Figures nanos = Measured.nanos(threads, size, "BorrowBenchmark.slotPool", "BorrowBenchmark.wasmPool",
				"BorrowBenchmark.commonsPool", "BorrowBenchmark.commonsPoolTuned");
		double slotPool = nanos.get("slotPool");
		String against = what + ": slots, against commons-pool2";
		double commonsPool = nanos.get("commonsPool");
		print(Double.isNaN(reach) ? Row.ofTimes(against, slotPool, commonsPool)
				: Row.ofTimes(against, slotPool, commonsPool, reach));
		print(Row.ofTimes(what + ": slots, against commons-pool2 tuned", slotPool, nanos.get("commonsPoolTuned")));
		print(Row.ofTimes(what + ": warm instances, against commons-pool2", nanos.get("wasmPool"), commonsPool));
		if (size < threads) {
			double fair = Measured.nanos(threads, size, "BorrowBenchmark.commonsPoolFair").get("commonsPoolFair");
			print(Row.ofTimes(what + ": slots, against commons-pool2 tuned and fair", slotPool, fair));
		}
		if (Runtime.version().feature() >= StormpotBenchmark.JAVA) {
			double stormpot = Measured.nanos(threads, size, "StormpotBenchmark.stormpot").get("stormpot");
			print(Row.ofTimes(what + ": slots, against Stormpot", slotPool, stormpot));
		}
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
		Figures nanos = Measured.nanos(1, ENOUGH, "LoanBenchmark.warm", "LoanBenchmark.warmBare", "LoanBenchmark.fresh",
				"LoanBenchmark.freshBare");
		print(Row.ofTimes("borrow + `add` + return, warm, against the bare call", nanos.get("warm"),
				nanos.get("warmBare"), 0.15));
		print(Row.ofTimes("fresh loan, one thread without a pause, against bare instantiation", nanos.get("fresh"),
				nanos.get("freshBare"), 1.6));
	}

	private static void paced() throws IOException, InterruptedException {
		Figures nanos = Child.run(PacedLoans.class, List.of());
		String what = "fresh loan at 2,000 a second, against bare instantiation: ";
		print(Row.ofTimes(what + "mean", nanos.get("pool.mean"), nanos.get("bare.mean"), 0.2));
		print(Row.ofTimes(what + "median", nanos.get("pool.p50"), nanos.get("bare.p50")));
		print(Row.ofTimes(what + "99th percentile", nanos.get("pool.p99"), nanos.get("bare.p99")));
	}

	private static void image() throws RunnerException {
		Figures nanos = Measured.nanos(1, ENOUGH, "ImageBenchmark.instantiate", "ImageBenchmark.copy");
		print(Row.ofTimes("fresh instance with 16 MiB of data, against copying 16 MiB", nanos.get("instantiate"),
				nanos.get("copy"), 0.1));
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

	private static void memory() throws IOException, InterruptedException {
		Figures pool = Child.run(IdleMemory.class, Footprint.JVM_OPTIONS, "pool");
		Figures bare = Child.run(IdleMemory.class, Footprint.JVM_OPTIONS, "bare");
		print(Row.ofMemory("resident memory of an idle instance, heap included, beside that of the bare binding",
				pool.sum("resident", "heap"), bare.sum("resident", "heap"), "kB", 1000, 40));
		pool = Child.run(Growth.class, Footprint.JVM_OPTIONS, "pool");
		bare = Child.run(Growth.class, Footprint.JVM_OPTIONS, "bare");
		print(Row.ofMemory("growth over 1,000,000 calls and 100,000 fresh loans, beside that of the bare binding",
				pool.sum("calls", "loans"), bare.sum("calls", "loans"), "MB", 1_000_000, 20));
	}

	private static void attack(int attackers) throws IOException, InterruptedException {
		Figures rates = Child.run(UnderAttack.class, List.of("-Dorg.slf4j.simpleLogger.logFile=/dev/null"),
				String.valueOf(attackers));
		String what = "throughput of 2 borrowers and " + attackers + ((attackers == 1) ? " attacker" : " attackers")
				+ ": ";
		print(Row.ofRates(what + "during the attack, against before", rates.get("during"), rates.get("before"), 0.5));
		print(Row.ofRates(what + "after the attack, against before", rates.get("after"), rates.get("before"), 0.9));
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

	private static void print(Object line) {
		System.out.println(line);
	}

}
