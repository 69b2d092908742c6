package io.github.wasmpool.benchmarks;

import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.cluster.ClusterOptions;
import io.github.wasmpool.cluster.HazelcastCluster;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * A member of a cluster on the loopback address that can do one thing at once: one pool,
 * of one instance. As a main class, the other member, until its input ends.
 */
public final class ClusterMember {

	/** Options of a JVM with such a member. */
	static final List<String> JVM_OPTIONS = List.of("-XX:ActiveProcessorCount=1", "-XX:+UseSerialGC", "-Xmx256m",
			"-Dhazelcast.logging.type=none");

	/** The pool that both members have. */
	static final String POOL = "calculator";

	/** A pool that the other member alone has. */
	static final String OTHERS = "others";

	/** The items of a column of about half a second of work. */
	static final int ITEMS = 10_000;

	/** What each of them is. */
	static final int FIBONACCI = 20;

	private ClusterMember() {
	}

	/**
	 * Work for the first member, and do half of the column for each byte that is read,
	 * and answer with one.
	 * @param args the port of the first member, and the one of this
	 * @throws Exception if there is no input
	 */
	public static void main(String[] args) throws Exception {
		WasmtimeRuntime runtime = new WasmtimeRuntime();
		addPool(runtime, POOL);
		addPool(runtime, OTHERS);
		HazelcastInstance hazelcast = join(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
		cluster(hazelcast, runtime, ClusterOptions.DEFAULTS).start();
		while (System.in.read() >= 0) {
			half(runtime.pools().get(POOL));
			System.out.write(0);
			System.out.flush();
		}
		Runtime.getRuntime().halt(0);
	}

	/** Do half of the column, without a cluster. */
	static void half(WasmPool pool) {
		int[] items = new int[ITEMS / 2];
		Arrays.fill(items, FIBONACCI);
		pool.useInstance((instance) -> instance.function("fib").mapInt(items));
	}

	static void addPool(WasmtimeRuntime runtime, String name) {
		try (WasmModule module = runtime.module(Guests.calculator()).build()) {
			runtime.pool(module).name(name).size(1).executionTimeout(Duration.ofMinutes(1)).build();
		}
	}

	/**
	 * Start a member.
	 * @param first the port of the first member, which names the cluster
	 * @param port the port of this one
	 */
	static HazelcastInstance join(int first, int port) {
		Config config = new Config();
		config.setClusterName("benchmark-" + first);
		config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
		config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		JoinConfig join = config.getNetworkConfig().getJoin();
		join.getAutoDetectionConfig().setEnabled(false);
		join.getMulticastConfig().setEnabled(false);
		join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + first);
		config.setProperty("hazelcast.socket.bind.any", "false");
		config.setProperty("hazelcast.phone.home.enabled", "false");
		config.setProperty("hazelcast.wait.seconds.before.join", "0");
		return Hazelcast.newHazelcastInstance(config);
	}

	static HazelcastCluster cluster(HazelcastInstance hazelcast, WasmtimeRuntime runtime, ClusterOptions options) {
		return new HazelcastCluster(hazelcast, runtime.pools(), (pool, instance, seed) -> {
		}, options);
	}

	/**
	 * The least that can be asked of a member.
	 */
	record Nothing() implements Callable<Boolean>, Serializable {

		@Override
		public Boolean call() {
			return true;
		}

	}

}
