package io.github.wasmpool.autoconfigure.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.test.TestSources;
import com.hazelcast.spring.jet.JetSpringServiceFactories;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.cluster.Loopback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hazelcast's own way from a pipeline to a bean leads to a pool.
 */
class JetTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path directory;

	@Test
	void aPipelineBorrowsFromThePoolOfItsMember() throws IOException {
		Path guest = Files.write(this.directory.resolve("guest.wasm"), Wat.compile("""
				(module
					(func (export "twice") (param i32) (result i32) (i32.add (local.get 0) (local.get 0))))
				"""));
		int port = Loopback.freePort();
		Path configuration = Files.writeString(this.directory.resolve("hazelcast.yaml"), """
				hazelcast:
				  cluster-name: jet-%1$d
				  jet: { enabled: true }
				  network:
				    port: { port: %1$d }
				    interfaces: { enabled: true, interfaces: [127.0.0.1] }
				    join:
				      auto-detection: { enabled: false }
				      multicast: { enabled: false }
				  properties:
				    hazelcast.phone.home.enabled: false
				    hazelcast.socket.bind.any: false
				    hazelcast.wait.seconds.before.join: 0
				    hazelcast.partition.count: 31
				""".formatted(port));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HazelcastAutoConfiguration.class, WasmPoolAutoConfiguration.class))
			.withPropertyValues("wasm.pool.module=" + guest.toUri(), "spring.hazelcast.config=" + configuration.toUri())
			.run((context) -> {
				HazelcastInstance member = context.getBean(HazelcastInstance.class);
				Pipeline pipeline = Pipeline.create();
				pipeline.readFrom(TestSources.items(1, 2, 3))
					.mapUsingService(JetSpringServiceFactories.bean(WasmPool.class).toNonCooperative(),
							(pool, number) -> pool.callInt("twice", number))
					.writeTo(Sinks.list("twice"));
				member.getJet().newJob(pipeline).join();
				assertThat(member.getList("twice")).containsExactlyInAnyOrder(2, 4, 6);
			});
	}

}
