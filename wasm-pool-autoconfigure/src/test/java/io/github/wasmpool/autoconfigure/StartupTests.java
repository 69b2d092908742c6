package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.github.wasmpool.WasiGuests;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.Wat;
import io.github.wasmpool.autoconfigure.health.WasmPoolHealthContributorAutoConfiguration;
import io.github.wasmpool.health.WasmPoolHealthContributor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Starts applications on the real engine, well and wrong, and reads what a newcomer would
 * read.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(WasmPoolAutoConfiguration.class, WasmPoolHealthContributorAutoConfiguration.class));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private String module = "";

	@BeforeEach
	void writeModule() throws IOException {
		this.module = write("guest.wasm", Wat.compile(Wat.STATE));
	}

	@Test
	void poolsOfOneModuleHaveThePagesTheyAreConfiguredWith() {
		this.contextRunner
			.withPropertyValues("wasm.pool.module=" + this.module, "wasm.pool.size=3", "wasm.pool.memory.max-pages=2",
					"wasm.pools.large.memory.initial-pages=2", "wasm.pools.large.memory.max-pages=4",
					"wasm.pools.large.size=2")
			.withUserConfiguration(Users.class)
			.run((context) -> {
				Users.Pools injected = context.getBean(Users.Pools.class);
				assertThat(injected.plain().name()).isEqualTo("default");
				assertThat(injected.large().name()).isEqualTo("large");
				assertThat(growUntilRefused(injected.plain())).isEqualTo(2);
				assertThat(growUntilRefused(injected.large())).isEqualTo(4);
				assertThat(context.getBean(WasmPools.class).names()).containsExactly("default", "large");
			});
	}

	@Test
	void healthShowsThePoolsWithoutWaitingForABorrower() {
		this.contextRunner
			.withPropertyValues("wasm.pool.module=" + this.module, "wasm.pool.size=1", "wasm.pool.memory.max-pages=3")
			.run((context) -> {
				WasmPoolHealthContributor health = context.getBean(WasmPoolHealthContributor.class);
				context.getBean(WasmPool.class).useInstance((instance) -> {
					assertThat(health.stream()).singleElement().satisfies((entry) -> {
						assertThat(entry.name()).isEqualTo("default");
						var shown = Objects.requireNonNull(
								((org.springframework.boot.health.contributor.HealthIndicator) entry.contributor())
									.health());
						assertThat(shown.getStatus()).isEqualTo(Status.UP);
						assertThat(shown.getDetails()).containsEntry("module", "guest.wasm")
							.containsEntry("size", 1)
							.containsEntry("live", 1)
							.containsEntry("active", 1)
							.containsEntry("idle", 0)
							.containsEntry("waiting", 0)
							.hasEntrySatisfying("pages",
									(pages) -> assertThat(pages).hasToString("{initial=1, max=3}"));
					});
				});
			});
	}

	@Test
	void aStoppedApplicationHoldsNoInstancesServesAllTheSameAndStartsAgain() {
		this.contextRunner.withPropertyValues("wasm.pool.module=" + this.module, "wasm.pool.size=3").run((context) -> {
			WasmPool pool = context.getBean(WasmPool.class);
			assertThat(pool.stats().idle()).isEqualTo(3);
			context.stop();
			assertThat(pool.stats().live()).isZero();
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("hidden")))
				.isEqualTo(7);
			await().untilAsserted(() -> assertThat(pool.stats().live()).isZero());
			context.start();
			assertThat(pool.stats().idle()).isEqualTo(3);
		});
	}

	@Test
	void aLazyApplicationMakesItsPoolWhenItIsFirstAskedFor() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("wasm.pool.module=" + this.module, "wasm.pool.size=2")
			.run((context) -> {
				assertThat(context.getBean(WasmPools.class).names()).isEmpty();
				WasmPool pool = context.getBean(WasmPool.class);
				assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("hidden")))
					.isEqualTo(7);
				await().untilAsserted(() -> assertThat(pool.stats().idle()).isEqualTo(2));
			});
	}

	@Test
	void aClosedApplicationLeavesNoThreadBehind() {
		this.contextRunner
			.withPropertyValues("wasm.pool.module=" + this.module, "wasm.pool.size=2",
					"wasm.pools.own.execution=dedicated")
			.run((context) -> {
				WasmPools pools = context.getBean(WasmPools.class);
				assertThat(pools.get("own")
					.<String, RuntimeException>withInstance((instance) -> Thread.currentThread().getName()))
					.startsWith("wasm-own-");
				assertThat(threads()).contains("wasm-epoch");
			});
		await().untilAsserted(() -> assertThat(threads()).noneMatch((name) -> name.startsWith("wasm-own-"))
			.doesNotContain("wasm-epoch"));
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
	}

	@Test
	void aMissingFile(CapturedOutput output) {
		assertThat(fail(output, "wasm.pool.module=classpath:guests/absent.wasm")).contains("""
				The module of pool 'default' cannot be used: class path resource [guests/absent.wasm] does not exist

				    wasm.pool.module = classpath:guests/absent.wasm""")
			.contains("Change 'wasm.pool.module' to a file that exists");
	}

	@Test
	void textInsteadOfABinary(CapturedOutput output) throws IOException {
		String text = write("guest.wat", "(module)".getBytes(StandardCharsets.UTF_8));
		assertThat(fail(output, "wasm.pool.module=" + text)).contains("'guest.wat' is WebAssembly text")
			.contains("wat2wasm")
			.contains("'wasm.pool.module'");
	}

	@Test
	void aComponentInsteadOfAModule(CapturedOutput output) throws IOException {
		String component = write("guest.wasm", new byte[] { 0, 'a', 's', 'm', 0x0d, 0, 1, 0 });
		assertThat(fail(output, "wasm.pools.rules.module=" + component))
			.contains("module 'guest.wasm' is a component, this engine runs core modules only")
			.contains("'wasm.pools.rules.module'");
	}

	@Test
	void aTruncatedFile(CapturedOutput output) throws IOException {
		byte[] binary = Wat.compile(Wat.STATE);
		String truncated = write("guest.wasm", Arrays.copyOf(binary, binary.length / 2));
		assertThat(fail(output, "wasm.pool.module=" + truncated)).contains("damaged or was cut off")
			.contains("'wasm.pool.module'");
	}

	@Test
	void anUnsupportedFeature(CapturedOutput output) throws IOException {
		// (module (func) (func return_call 0))
		byte[] binary = { 0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 3, 2, 0, 0, 10, 9, 2, 2, 0, 0x0b, 4, 0,
				0x12, 0, 0x0b };
		assertThat(fail(output, "wasm.pool.module=" + write("guest.wasm", binary))).contains("uses tail calls")
			.contains("compile with '-mno-tail-call'")
			.contains("'wasm.pool.module'");
	}

	@Test
	void aMemoryThatNothingCanHaveIsExplainedByTheKey(CapturedOutput output) {
		assertThat(fail(output, "wasm.pool.module=" + this.module, "wasm.pool.memory.initial-pages=-1",
				"wasm.pool.memory.max-pages=40000"))
			.contains("'memory.initial-pages' must be between 0 and 32,767 pages but is -1",
					"'memory.max-pages' must be between 0 and 32,767 pages but is 40000")
			.contains("wasm.pool.memory.initial-pages = -1", "wasm.pool.memory.max-pages = 40000")
			.contains("Change 'wasm.pool.memory.initial-pages' or 'wasm.pool.memory.max-pages'.");
	}

	@Test
	void pagesOutOfRange(CapturedOutput output) {
		assertThat(fail(output, "wasm.pool.module=" + this.module, "wasm.pool.memory.max-pages=9"))
			.contains("'memory.max-pages' must be at most 4, what the module can grow to")
			.contains("wasm.pool.memory.max-pages = 9")
			.contains("'wasm.pool.memory.max-pages'");
	}

	@Test
	void impossibleSettings(CapturedOutput output) {
		assertThat(fail(output, "wasm.pool.module=" + this.module, "wasm.pool.size=2", "wasm.pool.min-idle=3",
				"wasm.pool.acquire-timeout=-1s"))
			.contains("'min-idle' must be between 0 and 'size' (2) but is 3")
			.contains("'acquire-timeout' must not be negative but is PT-1S")
			.contains("Change 'wasm.pool.acquire-timeout', 'wasm.pool.min-idle' or 'wasm.pool.size'.");
	}

	@Test
	void anInitializerThatTraps(CapturedOutput output) {
		assertThat(fail(output, "wasm.pool.module=" + this.module, "wasm.pool.initialize=fail"))
			.contains("Pool 'default' cannot make an instance: ")
			.contains("'fail' trapped: the guest gave up (unreachable)")
			.contains("'wasm.pool.initialize'");
	}

	@Test
	void directoriesThatAreNotThere(CapturedOutput output) throws IOException {
		String guest = write("wasi.wasm", WasiGuests.GREETER.binary());
		String file = this.directory.resolve("wasi.wasm").toString();
		String first = "wasm.pool.wasi.directories[0].";
		String third = "wasm.pool.wasi.directories[2].";
		String there = this.directory.toString();
		assertThat(fail(output, "wasm.pool.module=" + guest, first + "guest=/data", first + "host=/not/there",
				"wasm.pool.wasi.directories[1].guest=/tmp", "wasm.pool.wasi.directories[1].host=" + there,
				third + "guest=/file", third + "host=" + file))
			.contains("'wasi.directories[0]' names '/not/there' as '/data', but there is no such directory")
			.contains("'wasi.directories[2]' names '" + file + "' as '/file', but that is no directory")
			.contains(first + "host = /not/there (\"" + first + "host\" from property source")
			.contains(third + "host = " + file + " (")
			.doesNotContain("directories[1]")
			.contains("Change 'wasm.pool.wasi.directories[0]' or 'wasm.pool.wasi.directories[2]'.");
	}

	@Test
	void morePlaceThanAProcessHas(CapturedOutput output) {
		assertThat(fail(output, "wasm.pool.module=" + this.module, "wasm.pool.size=100000"))
			.contains("Pool 'default' is too large, lower 'size': 100,000 more instances do not fit")
			.contains("Change 'wasm.pool.size'.");
	}

	private String write(String name, byte[] content) throws IOException {
		return Files.write(this.directory.resolve(name), content).toUri().toString();
	}

	private static int growUntilRefused(WasmPool pool) {
		return pool.withInstance((instance) -> {
			while (instance.callInt("grow", 1) >= 0) {
				// until the ceiling
			}
			return instance.memory().pages();
		});
	}

	private static String fail(CapturedOutput output, String... properties) {
		return FailedStart.report(output, NoBeans.class, properties);
	}

	static class NoBeans {

	}

	@Configuration(proxyBeanMethods = false)
	static class Users {

		@Bean
		Pools pools(WasmPool plain, @Qualifier("largeWasmPool") WasmPool large) {
			return new Pools(plain, large);
		}

		record Pools(WasmPool plain, WasmPool large) {

		}

	}

}
