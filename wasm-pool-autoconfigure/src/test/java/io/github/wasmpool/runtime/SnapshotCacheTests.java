package io.github.wasmpool.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.HostLinks;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With a cache a restart compiles nothing for a snapshot, and what is of no use for a
 * restart is not kept.
 */
@ExtendWith(OutputCaptureExtension.class)
class SnapshotCacheTests {

	private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

	/**
	 * The guest and its companion, both once more apart from the state, and the state.
	 */
	private static final int MODULES = 5;

	@TempDir(cleanup = CleanupMode.NEVER)
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path cache;

	/**
	 * The engine may still be writing its statistics.
	 */
	@AfterEach
	void delete() {
		Awaitility.await().ignoreExceptions().until(() -> FileSystemUtils.deleteRecursively(this.cache));
	}

	@Test
	void aRestartWithTheSameSnapshotCompilesNothing(CapturedOutput output) throws IOException {
		use(41);
		assertThat(output).contains(" ms, compiled in ").doesNotContain(" ms, found compiled in ");
		List<Path> compiled = code();
		assertThat(compiled).hasSize(MODULES);
		for (Path file : compiled) {
			Files.setLastModifiedTime(file, LONG_AGO);
		}
		use(41);
		assertThat(output).contains(" ms, found compiled in ");
		assertThat(code()).containsExactlyElementsOf(compiled)
			.allSatisfy((file) -> assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO));
		use(42);
		assertThat(code()).hasSize(MODULES + 1)
			.filteredOn(compiled::contains)
			.allSatisfy((file) -> assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO));
	}

	@Test
	void aStateThatIsOfNoUseForTheNextStartIsNotKept() throws IOException {
		try (WasmtimeRuntime runtime = runtime();
				WasmModule module = runtime.module(Wat.compile(Wat.STATE)).build();
				WasmModule first = module.snapshot((guest) -> guest.memory().writeInt(8, 1))) {
			List<Path> compiled = code();
			ModuleHandle handle = (ModuleHandle) module;
			GuestInstance instance = handle.create(HostLinks.NONE, null, null);
			for (int i = 0; i < 5; i++) {
				instance.memory().writeInt(8, 100 + i);
				handle.beginningAt(instance, false).close();
			}
			instance.dispose();
			assertThat(code()).containsExactlyElementsOf(compiled);
			assertThat(first.memory()).isEqualTo(module.memory());
		}
	}

	@Test
	void statesThatNoStartAsksForAnyMoreGo() throws IOException {
		for (int i = 0; i < 20; i++) {
			use(i);
		}
		List<Path> compiled = code();
		assertThat(compiled).hasSizeLessThanOrEqualTo(2 + 16);
		use(19);
		assertThat(code()).containsExactlyElementsOf(compiled);
	}

	private void use(int value) {
		try (WasmtimeRuntime runtime = runtime();
				WasmModule module = runtime.module(Wat.compile(Wat.STATE)).build();
				WasmPool pool = runtime.pool(module)
					.size(1)
					.snapshot((guest) -> guest.memory().writeInt(8, value))
					.build()) {
			pool.useInstance((guest) -> assertThat(guest.memory().readInt(8)).isEqualTo(value));
		}
	}

	private WasmtimeRuntime runtime() {
		return new WasmtimeRuntime(new EngineOptions(Optimization.SPEED, Duration.ofMillis(10), 1, null, this.cache));
	}

	private List<Path> code() throws IOException {
		try (Stream<Path> all = Files.walk(this.cache)) {
			return all.filter(Files::isRegularFile)
				.filter((file) -> file.toString().contains("modules"))
				.filter((file) -> !file.toString().endsWith(".stats") && !file.toString().contains(".wip-"))
				.sorted()
				.toList();
		}
	}

}
