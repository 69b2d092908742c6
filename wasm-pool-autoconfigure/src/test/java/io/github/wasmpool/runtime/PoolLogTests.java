package io.github.wasmpool.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The life of a pool in the log.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolLogTests {

	private static final byte[] GUEST = Wat.compile("""
			(module (memory (export "memory") 1 4)
				(func (export "set") (param i32) (i32.store (i32.const 0) (local.get 0)))
				(func (export "trap") (unreachable)))
			""");

	/** With the size and the digest. */
	private static final String START = "orders - size %d, module '[^']+' \\(SHA-256 %s, compiled in \\d+ ms\\), "
			+ "\\d+\\.\\.\\d+ pages; each loan begins fresh: .+";

	private static final String CLOSE = "orders - closed after \\d+ loans: \\d+ instances? made, \\d+ restored, "
			+ "retired: (\\d+ [a-z-]+(, )?)+; calls: (\\d+ [a-z-]+(, )?)+";

	@Test
	void aPoolTakesTwoLines(CapturedOutput output) {
		String sha256;
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(GUEST).name("a\nb").build()) {
			sha256 = module.sha256();
			try (WasmPool pool = runtime.pool(module).name("orders").size(2).minIdle(0).build()) {
				assertThat(output).doesNotContain("orders - ");
				pool.callVoid("set", 1);
				pool.callVoid("set", 2);
			}
		}
		assertThat(lines(output)).satisfiesExactly(
				(start) -> assertThat(start).matches(START.formatted(2, sha256))
					.contains("module 'a\\u000ab'")
					.contains(", 1..4 pages; "),
				(close) -> assertThat(close).matches(CLOSE)
					.isEqualTo("orders - closed after 2 loans: 1 instance made, 2 restored, "
							+ "retired: 1 close; calls: 2 returned"));
	}

	@Test
	void thePageQuotesBoth() throws IOException {
		List<String> quoted = Files.readAllLines(Path.of("../docs/operations.md"))
			.stream()
			.filter((line) -> line.startsWith("orders - "))
			.toList();
		assertThat(quoted).satisfiesExactly((start) -> assertThat(start).matches(START.formatted(4, "[0-9a-f]+…")),
				(close) -> assertThat(close).matches(CLOSE));
	}

	@Test
	void aPoolThatMadeNothingSaysNothing(CapturedOutput output) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(GUEST).build();
				WasmPool pool = runtime.pool(module).name("orders").minIdle(0).build()) {
			assertThat(pool.stats().live()).isZero();
		}
		assertThat(lines(output)).isEmpty();
	}

	@Test
	void aSwapIsOneLineMore(CapturedOutput output) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(GUEST).build();
				WasmPool pool = runtime.pool(module).name("orders").size(1).build()) {
			pool.callVoid("set", 1);
			pool.reseed((instance) -> instance.callVoid("set", 7));
			pool.callVoid("set", 2);
		}
		assertThat(lines(output)).satisfiesExactly((start) -> assertThat(start).startsWith("orders - size 1, "),
				(swap) -> assertThat(swap).matches(
						"orders - seeded in \\d+ ms, generation 2 from now on: module .+; each loan begins fresh: .+"),
				(close) -> assertThat(close).startsWith("orders - closed after 2 loans"));
	}

	@Test
	void theStateOfASnapshotIsPartOfTheStory(CapturedOutput output) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(GUEST).build();
				WasmPool pool = runtime.pool(module)
					.name("orders")
					.snapshot((instance) -> instance.callVoid("set", 7))
					.build()) {
			pool.callVoid("set", 1);
		}
		assertThat(lines(output).get(0))
			.matches(".+ pages, initialised once by the application in \\d+ ms, compiled in \\d+ ms; each loan .+");
	}

	@Test
	void codeOfTheCacheSaysSo(@TempDir Path cache, CapturedOutput output) {
		EngineOptions options = new EngineOptions(EngineOptions.Optimization.SPEED,
				EngineOptions.DEFAULTS.epochInterval(), 1, null, cache);
		for (int start = 0; start < 2; start++) {
			try (WasmtimeRuntime runtime = new WasmtimeRuntime(options);
					WasmModule module = runtime.module(GUEST).build();
					WasmPool pool = runtime.pool(module).name("orders").size(1).reset(ResetPolicy.WARM).build()) {
				pool.callVoid("set", 1);
			}
		}
		List<String> lines = lines(output);
		assertThat(lines.get(0)).contains(", compiled in ");
		assertThat(lines.get(2)).contains(", from the compilation cache in ");
	}

	@Test
	void aFailureIsALineWithItsCountAtTheEnd(CapturedOutput output) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(GUEST).build();
				WasmPool pool = runtime.pool(module).name("orders").size(1).build()) {
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> pool.callVoid("trap"));
		}
		assertThat(lines(output).stream().filter((line) -> line.contains("trapped: "))).hasSize(1);
		assertThat(lines(output)).last().asString().contains("1 trap").endsWith("calls: 1 trapped");
	}

	private static List<String> lines(CapturedOutput output) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains("orders - "))
			.map((line) -> line.substring(line.indexOf("orders - ")))
			.toList();
	}

}
