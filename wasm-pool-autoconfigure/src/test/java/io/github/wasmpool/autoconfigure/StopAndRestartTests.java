package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.Wat;
import io.github.wasmpool.wasmtime.InstanceBudget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application on the real engine that was stopped or paused holds code and nothing
 * else: no instance, no thread, no file but what belongs to compiled modules.
 */
@EnabledOnOs(OS.LINUX)
class StopAndRestartTests {

	private static final List<String> POOLS = List.of("dedicated", "default", "seeded", "warm");

	private static final String GUEST = """
			(module
				(memory (export "memory") 1 4)
				(data (i32.const 0) "clean")
				(global $hidden (mut i32) (i32.const 7))
				(func (export "version") (result i32) (i32.const %d))
				(func (export "hidden") (result i32)
					(i32.store (i32.const 5000) (i32.const 1))
					(global.get $hidden)
					(global.set $hidden (i32.const 0))))
			""";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private Set<Thread> threadsBefore = Set.of();

	private long pageMapsBefore;

	@Test
	void aStoppedApplicationHoldsOnlyCodeAndServesAfterItsRestart() throws IOException {
		run((context) -> assertHoldsOnlyCode(context, Lifecycle::stop, Lifecycle::start));
	}

	@Test
	void soDoesOneThatIsPaused() throws IOException {
		run((context) -> assertHoldsOnlyCode(context, ConfigurableApplicationContext::pause,
				ConfigurableApplicationContext::restart));
	}

	@BeforeEach
	void look() throws IOException {
		this.threadsBefore = threads();
		this.pageMapsBefore = pageMaps();
	}

	private void run(Consumer<ConfigurableApplicationContext> test) throws IOException {
		Path module = this.directory.resolve("guest.wasm");
		Files.write(module, guest(1));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class))
			.withPropertyValues("wasm.pool.module=" + module.toUri(), "wasm.pool.size=2", "wasm.pool.reload.watch=true",
					"wasm.pools.warm.reset=warm", "wasm.pools.dedicated.execution=dedicated",
					"wasm.pools.seeded.snapshot=true")
			.run(test::accept);
	}

	private void assertHoldsOnlyCode(ConfigurableApplicationContext context,
			Consumer<ConfigurableApplicationContext> stop, Consumer<ConfigurableApplicationContext> start) {
		WasmPools pools = context.getBean(WasmPools.class);
		pools.get("default").replace(guest(2));
		pools.get("seeded").reseed((instance) -> instance.callInt("version"));
		stop.accept(context);
		assertNothingLives(pools);
		long code = mappings();
		assertEachServes(pools);
		assertNothingLives(pools);
		start.accept(context);
		assertThat(pools.stream()).allSatisfy((pool) -> assertThat(pool.stats().idle()).isEqualTo(2));
		assertEachServes(pools);
		assertThat(mappings()).isGreaterThan(code);
		stop.accept(context);
		assertNothingLives(pools);
		assertThat(mappings()).isEqualTo(code);
		pools.get("default").replace(guest(3));
		pools.get("seeded").reseed((instance) -> instance.callInt("version"));
		assertNothingLives(pools);
		assertThat(mappings()).as("after a swap").isEqualTo(code);
	}

	private static byte[] guest(int version) {
		return Wat.compile(GUEST.formatted(version));
	}

	private static void assertEachServes(WasmPools pools) {
		assertThat(POOLS).allSatisfy((name) -> {
			WasmPool pool = pools.get(name);
			for (int i = 0; i < 3; i++) {
				assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("hidden")))
					.isIn(7, name.equals("warm") ? 0 : 7);
			}
		});
	}

	private void assertNothingLives(WasmPools pools) {
		await().untilAsserted(() -> {
			assertThat(pools.stream()).allSatisfy((pool) -> {
				assertThat(pool.stats().live()).isZero();
				assertThat(pool.isClosed()).isFalse();
				assertThat(pool.linearMemory()).isZero();
				assertThat(pool.residentMemory()).isZero();
			});
			assertThat(threads()).isSubsetOf(this.threadsBefore);
			assertThat(pageMaps()).isLessThanOrEqualTo(this.pageMapsBefore);
		});
	}

	private static long mappings() {
		return InstanceBudget.OF_JVM.stats().mappings();
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("wasm-"))
			.collect(Collectors.toSet());
	}

	/**
	 * Count the files that tell what instances have written.
	 */
	private static long pageMaps() throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.filter((descriptor) -> {
				try {
					return Files.readSymbolicLink(descriptor).endsWith("pagemap");
				}
				catch (IOException ex) {
					return false;
				}
			}).count();
		}
	}

}
