package io.github.wasmpool.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import io.github.wasmpool.WasmBatchException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Without functions of the user no member makes a Java object of what another sends: all
 * works where Hazelcast makes but its own.
 */
class SerializationFilterTests {

	@Test
	void onlyFunctionsOfTheUserTravelAsJavaObjects() {
		int port = Loopback.freePort();
		try (TestMember one = strict(port); TestMember two = strict(port)) {
			one.pool(TestMember.POOL, NumberGuest.of(1), 1);
			two.pool(TestMember.POOL, NumberGuest.of(1), 1);
			one.start();
			two.start();
			HazelcastCluster cluster = one.cluster();
			int[] count = IntStream.range(0, 20_000).toArray();
			assertThat(cluster.mapInt(TestMember.POOL, "add", count, count)).endsWith(39_998);
			assertThat(cluster.partsElsewhere()).isPositive();
			count[19_999] = NumberGuest.BAD;
			assertThatExceptionOfType(WasmBatchException.class)
				.isThrownBy(() -> cluster.mapInt(TestMember.POOL, "add", count, count));
			cluster.publish(TestMember.POOL, NumberGuest.of(2));
			cluster.publishSeed(TestMember.POOL, "3".getBytes(StandardCharsets.UTF_8));
			assertThat(two.runtime().pools().get(TestMember.POOL).callInt("version", 0)).isEqualTo(2_000_003);
			assertThat(cluster.versions(TestMember.POOL)).hasSize(2);
			// The other one answers with an exception, which may not be made here either
			HazelcastCluster impatient = new HazelcastCluster(one.hazelcast(), one.runtime().pools(),
					(pool, instance, seed) -> {
					}, new ClusterOptions(Duration.ofMillis(500), 64, 4_096));
			assertThatExceptionOfType(WasmClusterException.class)
				.isThrownBy(() -> impatient.broadcast(TestMember.POOL, (guest) -> 1))
				.withMessageContaining("io.github.wasmpool.cluster.FunctionTask");
		}
	}

	private static TestMember strict(int port) {
		Config config = Loopback.config(port);
		JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
		// What Hazelcast itself sends with the configuration of a map
		filter.getWhitelist().addClasses("java.util.Properties", "java.util.Hashtable");
		config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
		return new TestMember(config, new ClusterOptions(Duration.ofSeconds(10), 64, 4_096));
	}

}
