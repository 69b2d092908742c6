package io.github.wasmpool.autoconfigure.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import com.hazelcast.client.Client;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.actuate.WasmPoolsEndpoint;
import io.github.wasmpool.autoconfigure.WasmPoolAutoConfiguration;
import io.github.wasmpool.autoconfigure.actuate.WasmPoolsEndpointAutoConfiguration;
import io.github.wasmpool.cluster.Loopback;
import io.github.wasmpool.cluster.WasmCluster;
import io.github.wasmpool.cluster.WasmSeedReader;
import io.github.wasmpool.metrics.WasmClusterMetrics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Whether an application shares its pools.
 */
class WasmClusterAutoConfigurationTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path directory;

	private ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(HazelcastAutoConfiguration.class, WasmPoolAutoConfiguration.class, WasmPoolsEndpointAutoConfiguration.class,
				MissingHazelcastAutoConfiguration.class, WasmClusterAutoConfiguration.class));

	@BeforeEach
	void writeGuest() throws Exception {
		Path guest = this.directory.resolve("guest.wasm");
		Files.write(guest, Wat.compile("""
				(module
					(memory (export "memory") 1)
					(func (export "twice") (param i32) (result i32) (i32.add (local.get 0) (local.get 0)))
					(func (export "set") (param i32) (i32.store (i32.const 0) (local.get 0)))
					(func (export "get") (result i32) (i32.load (i32.const 0))))
				"""));
		this.contextRunner = this.contextRunner.withPropertyValues("wasm.pool.module=" + guest.toUri());
	}

	@Test
	void itIsOffWhereHazelcastIsThereForSomethingElse() {
		this.contextRunner.withBean(HazelcastInstance.class, () -> mock(HazelcastInstance.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WasmCluster.class));
	}

	@Test
	void anApplicationWithoutHazelcastSeesNoDifference() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("com.hazelcast"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("wasmCluster")
				.hasSingleBean(WasmPool.class));
	}

	@Test
	void noMemberIsStartedThatNobodyConfigured() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(HazelcastInstance.class));
	}

	@Test
	void aMemberSharesItsPoolsWhileTheApplicationRuns() {
		this.contextRunner
			.withPropertyValues("wasm.cluster.enabled=true", "wasm.cluster.min-part-size=3",
					"management.endpoints.web.exposure.include=wasmpools")
			.withBean(Config.class, () -> Loopback.config(Loopback.freePort()))
			.withBean(WasmSeedReader.class, () -> (pool, guest, seed) -> guest.callVoid("set", seed.length))
			.run((context) -> {
				WasmCluster cluster = context.getBean(WasmCluster.class);
				HazelcastInstance member = context.getBean(HazelcastInstance.class);
				assertThat(cluster.mapInt("default", "twice", new int[] { 1, 2, 3 })).containsExactly(2, 4, 6);
				cluster.publishSeed("default", new byte[42]);
				assertThat(context.getBean(WasmPool.class).callInt("get")).isEqualTo(42);
				assertThat(context.getBean(WasmClusterMetrics.class).here().getAsLong()).isEqualTo(1);
				String uuid = member.getCluster().getLocalMember().getUuid().toString();
				assertThat(context.getBean(WasmPoolsEndpoint.class).pool("default")).satisfies((pool) -> {
					assertThat(pool).isNotNull();
					assertThat(pool.members()).containsOnlyKeys(uuid);
					assertThat(pool.members().get(uuid)).satisfies((version) -> {
						assertThat(version.generation()).isEqualTo(1);
						assertThat(version.sha256()).isEqualTo(pool.module().sha256());
					});
				});
				context.stop();
				assertThat(member.getUserContext()).isEmpty();
				assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
					.doesNotContain("wasm-cluster");
				context.start();
				assertThat(member.getUserContext()).hasSize(1);
			});
	}

	@Test
	void whereNobodyReadsSeedsThatIsSaid() {
		this.contextRunner.withPropertyValues("wasm.cluster.enabled=true")
			.withBean(Config.class, () -> Loopback.config(Loopback.freePort()))
			.run((context) -> assertThat(
					catchThrowable(() -> context.getBean(WasmCluster.class).publishSeed("default", new byte[1])))
				.hasMessage("Nobody reads the seed of pool 'default': there is no bean of type WasmSeedReader;"
						+ " declare one on each member"));
	}

	@Test
	void aStartWithoutAMemberIsExplained() {
		this.contextRunner.withPropertyValues("wasm.cluster.enabled=true")
			.run((context) -> assertThat(analyze(context.getStartupFailure()).getDescription())
				.isEqualTo("'wasm.cluster.enabled' is true, but there is not one HazelcastInstance."));
	}

	@Test
	void aStartWithAClientIsExplained() {
		HazelcastInstance client = mock(HazelcastInstance.class);
		given(client.getLocalEndpoint()).willReturn(mock(Client.class));
		given(client.getName()).willReturn("visitor");
		this.contextRunner.withPropertyValues("wasm.cluster.enabled=true")
			.withBean(HazelcastInstance.class, () -> client)
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).isEqualTo("'wasm.cluster.enabled' is true, but HazelcastInstance"
						+ " 'visitor' is a client, and work for the cluster needs a member in this process.");
				assertThat(analysis.getAction()).contains("hazelcast.yaml")
					.endsWith("Or set 'wasm.cluster.enabled' to false.");
			});
	}

	@Test
	void aStartWithoutHazelcastIsExplained() {
		this.contextRunner.withPropertyValues("wasm.cluster.enabled=true")
			.withClassLoader(new FilteredClassLoader("com.hazelcast"))
			.run((context) -> assertThat(analyze(context.getStartupFailure()).getAction())
				.contains("spring-boot-starter-hazelcast"));
	}

	@Test
	void impossibleSettingsEndTheStart() {
		this.contextRunner
			.withPropertyValues("wasm.cluster.enabled=true", "wasm.cluster.answer-timeout=1ms",
					"wasm.cluster.min-part-size=0", "wasm.cluster.max-part-size=-1")
			.withBean(HazelcastInstance.class, () -> mock(HazelcastInstance.class))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContainingAll("'answer-timeout' must be between 100 ms and 1 hour but is 1 ms",
						"'min-part-size' must be at least 1 but is 0", "'max-part-size' must not be below"));
	}

	private static FailureAnalysis analyze(@Nullable Throwable failure) {
		return Objects
			.requireNonNull(new ClusterMemberMissingFailureAnalyzer().analyze(Objects.requireNonNull(failure)));
	}

}
