package io.github.wasmpool.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * A member of a cluster with a runtime of its own.
 */
final class TestMember implements AutoCloseable {

	/** The pool that members usually have. */
	static final String POOL = "numbers";

	private static final Duration LONG = Duration.ofSeconds(20);

	private final HazelcastInstance hazelcast;

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final HazelcastCluster cluster;

	TestMember(Config config, ClusterOptions options) {
		this(config, options, Duration.ofSeconds(10));
	}

	/**
	 * Start a member without pools, which takes part from now on.
	 * @param config that of Hazelcast
	 * @param options how work is shared
	 * @param look how often it looks for what is published
	 */
	private TestMember(Config config, ClusterOptions options, Duration look) {
		this.hazelcast = Hazelcast.newHazelcastInstance(config);
		// A seed is the number that the guest is to hold
		this.cluster = new HazelcastCluster(this.hazelcast, this.runtime.pools(), (pool, instance, seed) -> instance
			.callVoid("set", Integer.parseInt(new String(seed, StandardCharsets.UTF_8))), options, look);
	}

	static TestMember on(int port) {
		return on(port, Duration.ofSeconds(10));
	}

	static TestMember on(int port, Duration look) {
		return new TestMember(Loopback.config(port),
				new ClusterOptions(Duration.ofSeconds(10), 64, ClusterOptions.DEFAULTS.maxPartSize()), look);
	}

	/**
	 * Add a pool.
	 */
	WasmPool pool(String name, byte[] binary, int size, HostFunction... functions) {
		try (WasmModule module = this.runtime.module(binary).build()) {
			return this.runtime.pool(module)
				.name(name)
				.size(size)
				.executionTimeout(LONG)
				.hostFunctions(functions)
				.build();
		}
	}

	TestMember start() {
		this.cluster.start();
		return this;
	}

	HazelcastCluster cluster() {
		return this.cluster;
	}

	HazelcastInstance hazelcast() {
		return this.hazelcast;
	}

	WasmtimeRuntime runtime() {
		return this.runtime;
	}

	UUID uuid() {
		return this.hazelcast.getCluster().getLocalMember().getUuid();
	}

	/**
	 * Wait until the pool of this member runs a version, for half a minute at most.
	 * @param version what its guests are to answer
	 * @return what they answered last
	 */
	int awaitVersion(int version) throws InterruptedException {
		int found = 0;
		for (int i = 0; i < 300; i++) {
			found = this.runtime.pools().get(POOL).callInt("version", 0);
			if (found == version) {
				break;
			}
			Thread.sleep(100);
		}
		return found;
	}

	@Override
	public void close() {
		this.cluster.stop();
		this.hazelcast.getLifecycleService().terminate();
		this.runtime.close();
	}

}
