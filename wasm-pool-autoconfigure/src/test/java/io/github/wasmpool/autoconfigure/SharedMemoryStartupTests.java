package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications whose instances share a memory, and what is said when they cannot.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedMemoryStartupTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private String module = "";

	@BeforeEach
	void writeModule() throws IOException {
		this.module = write("guest.wasm", SharedGuests.guest());
	}

	@Test
	void oneKeySharesTheMemoryOfAllInstances() {
		this.contextRunner
			.withPropertyValues("wasm.pool.module=" + this.module, "wasm.pool.memory.shared=true", "wasm.pool.size=2",
					"wasm.pools.other.size=1")
			.run((context) -> {
				WasmPool pool = context.getBean("wasmPool", WasmPool.class);
				pool.useInstance((instance) -> instance.callVoid("add", 100, 5));
				assertThat(pool.sharedMemory().loadInt(100)).isEqualTo(5);
				WasmPool other = context.getBean("otherWasmPool", WasmPool.class);
				assertThat(other.sharedMemory().loadInt(100)).isZero();
			});
	}

	@Test
	void instancesThatShareAMemoryAreValidated() {
		this.contextRunner
			.withPropertyValues("wasm.pool.module=" + this.module, "wasm.pool.memory.shared=true", "wasm.pool.size=1")
			.withBean(WasmInstanceValidator.class, () -> (instance) -> instance.callInt("own") < 4)
			.run((context) -> {
				WasmPool pool = context.getBean(WasmPool.class);
				for (int i = 0; i < 3; i++) {
					pool.useInstance((instance) -> assertThat(instance.callInt("own")).isIn(1, 3));
				}
				assertThat(pool.sharedMemory().instances()).isEqualTo(2);
			});
	}

	@Test
	void aSharedMemoryNeedsTheKey(CapturedOutput output) {
		assertThat(report(output, "wasm.pool.module=" + this.module)).contains(
				"imports a shared memory, which all its instances in a pool would see",
				"Set 'wasm.pool.memory.shared' to true, or build the module without this feature");
	}

	@Test
	void theKeyNeedsASharedMemory(CapturedOutput output) throws IOException {
		assertThat(report(output, "wasm.pool.module=" + write("own.wasm", Wat.compile("(module (memory 1))")),
				"wasm.pool.memory.shared=true"))
			.contains("because the module defines a memory of its own", "wasm.pool.memory.shared = true",
					"Change 'wasm.pool.memory.shared' to what the module can have");
	}

	@Test
	void otherLimitsThanThoseOfTheImportAreRefused(CapturedOutput output) {
		assertThat(report(output, "wasm.pool.module=" + this.module, "wasm.pool.memory.shared=true",
				"wasm.pool.memory.max-pages=4"))
			.contains("'memory.max-pages' must be 8 or left out", "wasm.pool.memory.max-pages = 4");
	}

	@Test
	void threadsThatAreSwitchedOffAreReported(CapturedOutput output) {
		assertThat(report(output, "wasm.pool.module=" + this.module, "wasm.pool.memory.shared=true",
				"wasm.pool.features.threads=false"))
			.contains("'memory.shared' needs 'features.threads' to be true, or not set",
					"wasm.pool.features.threads = false");
	}

	@Test
	void instancesThatShareAMemoryCannotBeFresh(CapturedOutput output) {
		assertThat(report(output, "wasm.pool.module=" + this.module, "wasm.pool.memory.shared=true",
				"wasm.pool.reset=fresh", "wasm.pool.max-uses=3"))
			.contains("'reset' must be warm, or not set", "'max-uses' cannot be combined with 'memory.shared'",
					"wasm.pool.reset = fresh");
	}

	private String report(CapturedOutput output, String... properties) {
		return FailedStart.report(output, Nothing.class, properties);
	}

	private String write(String name, byte[] binary) throws IOException {
		return "file:" + Files.write(this.directory.resolve(name), binary);
	}

	static class Nothing {

	}

}
