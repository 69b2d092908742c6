package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmImport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A parser of source maps that people use, written in Rust, tells its answers by calling
 * back.
 */
@TestInstance(Lifecycle.PER_CLASS) // compiles the guest once
class SourceMapTests {

	/** Two functions of two files in one, after the minifier. */
	private static final String MAPPINGS = "CAAC,IAAI,IAAM,SAAUA,GAClB,OAAOC,IAAID;CCDb,IAAI,IAAM,SAAUE,GAClB,OAAOA";

	private static final List<String> EXPECTED = List.of("0:1 < 0:0:1", "0:5 < 0:0:5", "0:9 < 0:0:11",
			"0:18 < 0:0:21 0", "0:21 < 0:1:3", "0:28 < 0:1:10 1", "0:32 < 0:1:14 0", "1:1 < 1:0:1", "1:5 < 1:0:5",
			"1:9 < 1:0:11", "1:18 < 1:0:21 2", "1:21 < 1:1:3", "1:28 < 1:1:10 2");

	private static final int GREATEST_LOWER_BOUND = 1;

	private static final int INVALID_CHARACTER = 4;

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final Callback callback = new Callback();

	private final WasmModule module = this.runtime.module(RealGuest.SOURCE_MAP.binary())
		.name("mappings")
		.executionTimeout(Duration.ofMinutes(1))
		.hostFunctions(HostFunction.in(this.callback).toArray(HostFunction[]::new))
		.build();

	@AfterAll
	void close() {
		this.module.close();
		this.runtime.close();
	}

	@ParameterizedTest
	@CsvSource({ "FRESH, CALLER", "FRESH, DEDICATED", "WARM, CALLER", "WARM, DEDICATED" })
	void manyThreadsAreToldTheMappings(ResetPolicy reset, ExecutionMode execution) throws Exception {
		try (WasmPool pool = this.runtime.pool(this.module).size(4).reset(reset).execution(execution).build()) {
			RealGuest.onThreads(8, () -> {
				for (int i = 0; i < Effort.of(6, 25); i++) {
					pool.useInstance(this::tellsTheMappings);
				}
				return null;
			});
		}
	}

	private void tellsTheMappings(WasmInstance instance) {
		int mappings = parse(instance, MAPPINGS);
		assertThat(this.callback.during(() -> instance.callVoid("by_generated_location", mappings)))
			.isEqualTo(EXPECTED);
		assertThat(this.callback
			.during(() -> instance.callVoid("original_location_for", mappings, 1, 20, GREATEST_LOWER_BOUND)))
			.containsExactly("1:18 < 1:0:21 2");
		instance.callVoid("free_mappings", mappings);
	}

	@Test
	void aMapWithAMistakeIsRefused() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			pool.useInstance((instance) -> {
				assertThat(parse(instance, "CAAC,!")).isZero();
				assertThat(instance.callInt("get_last_error")).isEqualTo(INVALID_CHARACTER);
			});
		}
	}

	@Test
	void aLargeMapCallsBackForEachOfItsMappings() {
		int lines = 20_000;
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			List<String> told = pool.withInstance((instance) -> {
				int mappings = parse(instance, "AAAA" + ";AACA".repeat(lines - 1));
				return this.callback.during(() -> instance.callVoid("by_generated_location", mappings));
			});
			assertThat(told).hasSize(lines).endsWith("19999:0 < 0:19999:0");
		}
	}

	@Test
	void aMapThatCallsBackTooOftenIsStoppedAndTheInstanceReplaced() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).maxHostCalls(EXPECTED.size()).build()) {
			pool.useInstance(this::tellsTheMappings);
			pool.useInstance((instance) -> {
				int mappings = parse(instance, MAPPINGS + ",C");
				assertThatExceptionOfType(WasmHostFunctionException.class)
					.isThrownBy(() -> this.callback.during(() -> instance.callVoid("by_generated_location", mappings)))
					.withMessageContaining("'env.mapping_callback'")
					.withMessageContaining("'max-host-calls'");
				assertThat(instance.isHealthy()).isFalse();
			});
			pool.useInstance(this::tellsTheMappings);
		}
	}

	@Test
	void aCallbackThatThrowsReachesTheBorrower() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(ResetPolicy.WARM).build()) {
			pool.useInstance((instance) -> {
				int mappings = parse(instance, MAPPINGS);
				assertThatExceptionOfType(WasmHostFunctionException.class)
					.isThrownBy(() -> instance.callVoid("by_generated_location", mappings))
					.havingCause()
					.withMessage("nobody listens");
			});
			pool.useInstance(this::tellsTheMappings);
		}
	}

	private static int parse(WasmInstance instance, String mappings) {
		int at = instance.callInt("allocate_mappings", mappings.length());
		instance.memory().write(at, mappings.getBytes(StandardCharsets.US_ASCII));
		return instance.callInt("parse_mappings", at);
	}

	/**
	 * Hands each mapping to the thread that asked, which is the one it is told to.
	 */
	private static final class Callback {

		private static final ThreadLocal<List<String>> told = new ThreadLocal<>();

		List<String> during(Runnable question) {
			List<String> answer = new ArrayList<>();
			told.set(answer);
			try {
				question.run();
			}
			finally {
				told.remove();
			}
			return answer;
		}

		@WasmImport(name = "mapping_callback")
		@SuppressWarnings({ "UnusedMethod", "UnusedVariable" }) // guests call it, as it
																// is declared there
		void tell(int generatedLine, int generatedColumn, int hasLastGeneratedColumn, int lastGeneratedColumn,
				int hasOriginal, int source, int originalLine, int originalColumn, int hasName, int name) {
			List<String> listening = told.get();
			if (listening == null) {
				throw new IllegalStateException("nobody listens");
			}
			String generated = generatedLine + ":" + generatedColumn;
			String original = (hasOriginal != 0) ? " < " + source + ":" + originalLine + ":" + originalColumn : "";
			listening.add(generated + original + ((hasName != 0) ? " " + name : ""));
		}

	}

}
