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
import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SharedCodeCacheTests {

	private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

	/** The guest, its companion, the memory and the two ways to it. */
	private static final int MODULES = 5;

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path cache;

	@Test
	void theCodeOfASharedMemoryIsKeptWithThatOfItsGuest() throws IOException {
		use();
		List<Path> compiled = code();
		assertThat(compiled).hasSize(MODULES);
		for (Path file : compiled) {
			Files.setLastModifiedTime(file, LONG_AGO);
		}
		use();
		assertThat(code()).containsExactlyElementsOf(compiled)
			.allSatisfy((file) -> assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO));
	}

	private void use() {
		EngineOptions options = new EngineOptions(Optimization.SPEED, Duration.ofMillis(10), 1, null, this.cache);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(options);
				WasmModule module = runtime.module(SharedGuests.guest()).sharedMemory(true).build();
				WasmPool pool = runtime.pool(module).size(1).build()) {
			pool.callVoid("add", 0, 5);
			assertThat(pool.sharedMemory().loadInt(0)).isEqualTo(5);
		}
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
