package io.github.wasmpool.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.cluster.ClusterOptions;
import io.github.wasmpool.cluster.HazelcastCluster;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * The same columns on the pool of this process, on a member that is alone, and on two
 * members, each a JVM of its own that can do one thing at once. All take turns, and
 * figures are medians over the turns.
 */
public final class ClusterWork implements AutoCloseable {

	private static final int JOBS = 200;

	/** Of a few microseconds. */
	private static final int SMALL_FIBONACCI = 15;

	private static final int SMALL_JOBS = 10;

	private static final int SMALLEST_COLUMN = 1 << 8;

	/** About 100 ms of work. */
	private static final int LARGEST_COLUMN = 1 << 14;

	private static final String LEAST_ALONE = "least.alone";

	private static final String LEAST_TOGETHER = "least.together";

	/** What pays takes so much of the time of one member at most. */
	private static final double PAID = 0.9;

	private static final long PATIENCE = 60_000;

	private final int turns;

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmPool pool;

	private final HazelcastInstance first;

	private final HazelcastCluster alone;

	private final HazelcastCluster together;

	private final Process other;

	private ClusterWork(int turns) throws IOException, InterruptedException {
		this.turns = turns;
		ClusterMember.addPool(this.runtime, ClusterMember.POOL);
		this.pool = this.runtime.pools().get(ClusterMember.POOL);
		int port = freePort();
		this.alone = ClusterMember.cluster(ClusterMember.join(port, port), this.runtime, ClusterOptions.DEFAULTS);
		port = freePort();
		this.first = ClusterMember.join(port, port);
		this.together = ClusterMember.cluster(this.first, this.runtime, ClusterOptions.DEFAULTS);
		this.alone.start();
		this.together.start();
		this.other = new ProcessBuilder(Child.command(ClusterMember.class, ClusterMember.JVM_OPTIONS,
				String.valueOf(port), String.valueOf(freePort())))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		awaitOther();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private void awaitOther() throws InterruptedException {
		long end = System.currentTimeMillis() + PATIENCE;
		while (this.together.versions(ClusterMember.POOL).size() < 2) {
			if (!this.other.isAlive() || System.currentTimeMillis() > end) {
				close();
				throw new IllegalStateException("The other member did not come");
			}
			Thread.sleep(100);
		}
	}

	/**
	 * Measure, and print nanoseconds, and how many items the smallest column has that
	 * pays, or the largest if none does.
	 * @param args how many turns
	 * @throws Exception if there are no two members
	 */
	public static void main(String[] args) throws Exception {
		try (ClusterWork work = new ClusterWork(Integer.parseInt(args[0]))) {
			work.job();
			work.least();
			work.column();
		}
		Runtime.getRuntime().halt(0);
	}

	/** A column that keeps a processor busy, and the same in Java. */
	private void column() throws Exception {
		int[] column = filled(ClusterMember.ITEMS, ClusterMember.FIBONACCI);
		Map<String, Side> sides = new LinkedHashMap<>();
		sides.put("column.alone", () -> this.alone.mapInt(ClusterMember.POOL, "fib", column));
		sides.put("column.together", () -> this.together.mapInt(ClusterMember.POOL, "fib", column));
		sides.put("column.apart", () -> {
			this.other.getOutputStream().write(0);
			this.other.getOutputStream().flush();
			ClusterMember.half(this.pool);
			if (this.other.getInputStream().read() < 0) {
				throw new IllegalStateException("The other member ended");
			}
		});
		sides.put("java.alone", () -> compute(ClusterMember.ITEMS));
		sides.put("java.together", () -> {
			Thread thread = new Thread(() -> compute(ClusterMember.ITEMS / 2));
			thread.start();
			compute(ClusterMember.ITEMS / 2);
			thread.join();
		});
		measure(sides, 1).forEach(Child::print);
	}

	private static long compute(int times) {
		long sum = 0;
		for (int i = 0; i < times; i++) {
			sum += CoordinationBenchmark.fibonacci(ClusterMember.FIBONACCI);
		}
		return sum;
	}

	/** A column of one item, with which there is nothing to do. */
	private void job() throws Exception {
		int[] item = { 20 };
		Map<String, Side> sides = new LinkedHashMap<>();
		sides.put("job.local", () -> {
			try (WasmCoordinator team = this.pool.coordinator(1)) {
				team.mapInt("add", item, item);
			}
		});
		sides.put("job.alone", () -> this.alone.mapInt(ClusterMember.POOL, "add", item, item));
		sides.put("job.here", () -> this.together.mapInt(ClusterMember.POOL, "add", item, item));
		sides.put("job.elsewhere", () -> this.together.mapInt(ClusterMember.OTHERS, "add", item, item));
		IExecutorService executor = this.first.getExecutorService("nothing");
		Member member = this.first.getCluster()
			.getMembers()
			.stream()
			.filter((each) -> !each.localMember())
			.findFirst()
			.orElseThrow();
		sides.put("job.nothing", () -> executor.submitToMember(new ClusterMember.Nothing(), member).get());
		measure(sides, JOBS).forEach(Child::print);
	}

	/** Columns of twice as many items until two members gain. */
	private void least() throws Exception {
		Map<String, Long> nanos = Map.of();
		for (int items = SMALLEST_COLUMN; items <= LARGEST_COLUMN && !isPaid(nanos); items *= 2) {
			int[] column = filled(items, SMALL_FIBONACCI);
			Map<String, Side> sides = new LinkedHashMap<>();
			sides.put(LEAST_ALONE, () -> this.alone.mapInt(ClusterMember.POOL, "fib", column));
			sides.put(LEAST_TOGETHER, () -> this.together.mapInt(ClusterMember.POOL, "fib", column));
			nanos = measure(sides, SMALL_JOBS);
			Child.print("least.items", items);
		}
		nanos.forEach(Child::print);
	}

	private static boolean isPaid(Map<String, Long> nanos) {
		return nanos.getOrDefault(LEAST_TOGETHER, Long.MAX_VALUE) < PAID * nanos.getOrDefault(LEAST_ALONE, 0L);
	}

	private static int[] filled(int items, int value) {
		int[] column = new int[items];
		Arrays.fill(column, value);
		return column;
	}

	private Map<String, Long> measure(Map<String, Side> sides, int times) throws Exception {
		Map<String, List<Long>> all = new LinkedHashMap<>();
		// As many again before, to warm up
		for (int turn = -this.turns; turn < this.turns; turn++) {
			for (Map.Entry<String, Side> side : sides.entrySet()) {
				long before = System.nanoTime();
				for (int i = 0; i < times; i++) {
					side.getValue().work();
				}
				long took = (System.nanoTime() - before) / times;
				if (turn >= 0) {
					all.computeIfAbsent(side.getKey(), (name) -> new ArrayList<>()).add(took);
				}
			}
		}
		Map<String, Long> medians = new LinkedHashMap<>();
		all.forEach((name, taken) -> medians.put(name, taken.stream().sorted().toList().get(taken.size() / 2)));
		return medians;
	}

	@Override
	public void close() {
		this.other.destroyForcibly();
	}

	/**
	 * What is measured.
	 */
	@FunctionalInterface
	private interface Side {

		void work() throws Exception;

	}

}
