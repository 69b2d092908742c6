package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.WasmSnapshotInitializer;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pools with {@code snapshot: true} begin where the application's initializers ended.
 */
@ExtendWith(OutputCaptureExtension.class)
class SnapshotStartupTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private String module = "";

	@BeforeEach
	void writeModule() throws IOException {
		this.module = "wasm.pool.module="
				+ Files.write(this.directory.resolve("guest.wasm"), Wat.compile(Wat.STATE)).toUri();
	}

	@Test
	void initializersAreCalledInOrderOnceForEachPoolThatAsksForIt(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues(this.module, "wasm.pool.size=3", "wasm.pool.snapshot=true", "wasm.pools.small.size=1",
					"wasm.pools.plain.snapshot=false")
			.withUserConfiguration(Initializers.class)
			.run((context) -> {
				Initializers initializers = context.getBean(Initializers.class);
				assertThat(initializers.called).containsExactlyInAnyOrder("1 default", "2 default", "1 small",
						"2 small");
				assertThat(initializers.called.indexOf("1 small")).isLessThan(initializers.called.indexOf("2 small"));
				WasmPools pools = context.getBean(WasmPools.class);
				assertThat(pools.get("default").callInt("hidden")).isEqualTo(14);
				assertThat(pools.get("small").callInt("hidden")).isEqualTo(14);
				assertThat(pools.get("plain").callInt("hidden")).isEqualTo(7);
				assertThat(output).containsPattern("small - size .+, initialised once by the application in ");
			});
	}

	@Test
	void aCustomizerMaySwitchItOff() {
		this.contextRunner.withPropertyValues(this.module, "wasm.pool.snapshot=true", "wasm.pool.size=1")
			.withUserConfiguration(Initializers.class)
			.withBean(WasmPoolBuilderCustomizer.class, () -> (name, builder) -> builder.snapshot(false))
			.run((context) -> assertThat(context.getBean(WasmPool.class).callInt("hidden")).isEqualTo(7));
	}

	@Test
	void aFailureStopsTheStartAndIsExplained(CapturedOutput output) {
		assertThat(FailedStart.report(output, Failing.class, this.module, "wasm.pool.snapshot=true"))
			.contains("Pool 'default' cannot make an instance: ")
			.contains("there is no configuration")
			.contains("beans of the type WasmSnapshotInitializer");
	}

	@Test
	void aStateThatCannotBeCarriedIsExplained(CapturedOutput output) {
		assertThat(FailedStart.report(output, Changing.class, this.module, "wasm.pool.snapshot=true"))
			.contains("it has changed a table since it began")
			.contains("wasm.pool.snapshot = true")
			.contains("Set 'wasm.pool.snapshot' to false");
	}

	@Configuration(proxyBeanMethods = false)
	static class Initializers {

		private final List<String> called = new CopyOnWriteArrayList<>();

		/** Injects what it initialises, as a service might that uses the pool, too. */
		@Bean
		@Order(2)
		WasmSnapshotInitializer second(ObjectProvider<WasmPools> pools) {
			return (pool, instance) -> {
				assertThat(pools.getObject().names()).contains(pool);
				this.called.add("2 " + pool);
				instance.callVoid("setHidden", 2 * instance.callInt("hidden"));
			};
		}

		@Bean
		@Order(1)
		WasmSnapshotInitializer first() {
			return (pool, instance) -> this.called.add("1 " + pool);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		WasmSnapshotInitializer initializer() {
			return (pool, instance) -> {
				throw new IOException("there is no configuration");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Changing {

		@Bean
		WasmSnapshotInitializer initializer() {
			return (pool, instance) -> instance.callVoid("swap");
		}

	}

}
