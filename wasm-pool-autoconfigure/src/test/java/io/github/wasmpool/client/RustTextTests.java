package io.github.wasmpool.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.Effort;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.ResultConvention;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.host.WasmResult;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A guest written in Rust, whose allocator is told sizes and alignments, and whose
 * results belong to the caller.
 */
@TestInstance(Lifecycle.PER_CLASS) // compiles the guest once
class RustTextTests {

	private static final AbiOptions OWNED = AbiOptions.DEFAULTS.withFreeResult(true);

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = TextGuests.RUST.module(this.runtime);

	@AfterAll
	void close() {
		this.runtime.close();
		this.module.close();
	}

	@ParameterizedTest
	@CsvSource({ "FRESH, CALLER", "FRESH, DEDICATED", "WARM, CALLER", "WARM, DEDICATED" })
	void manyThreadsPassText(ResetPolicy reset, ExecutionMode execution) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try (WasmPool pool = this.runtime.pool(this.module)
			.size(3)
			.reset(reset)
			.execution(execution)
			.abi(OWNED)
			.build()) {
			Texts client = pool.client(Texts.class);
			List<Future<Boolean>> results = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				String text = "straße 😀 " + i;
				results.add(threads.submit(() -> {
					boolean right = true;
					for (int j = 0; j < Effort.of(10, 100); j++) {
						right &= client.upper(text).equals(text.toUpperCase(Locale.ROOT));
						right &= client.reverse(text).equals(new StringBuilder(text).reverse().toString());
					}
					return right;
				}));
			}
			for (Future<Boolean> result : results) {
				assertThat(result.get()).isTrue();
			}
			assertThat(client.living()).isZero();
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void nothingIsLeftBehind() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(OWNED).build();
				WasmInstance instance = pool.acquire()) {
			Texts client = instance.client(Texts.class);
			for (String text : List.of("", "a", "x".repeat(3_000_000))) {
				assertThat(client.reverse(text)).hasSameSizeAs(text);
				assertThat(client.living()).isZero();
			}
			assertThat(client.doubled(List.of(1L, 2L, -3L))).containsExactly(2L, 4L, -6L);
			assertThat(client.living()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "straße 😀" })
	void eachConventionIsUnderstoodAndFreed(String text) {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(OWNED).build();
				WasmInstance instance = pool.acquire()) {
			Conventions client = instance.client(Conventions.class);
			String reversed = new StringBuilder(text).reverse().toString();
			assertThat(client.packed(text)).isEqualTo(reversed);
			assertThat(client.lengthFirst(text)).isEqualTo(reversed);
			assertThat(client.pointer(text)).isEqualTo(reversed);
			assertThat(client.length(text)).isEqualTo(reversed);
			assertThat(client.cString(text)).isEqualTo(reversed);
			assertThat(instance.callInt("living")).isZero();
		}
	}

	@Test
	void aKeptBufferIsAllThatLives() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(OWNED.withKeepBuffer(4096)).build();
				WasmInstance instance = pool.acquire()) {
			Texts client = instance.client(Texts.class);
			assertThat(client.living()).isEqualTo(4096);
			assertThat(client.upper("abc")).isEqualTo("ABC");
			assertThat(client.upper("x".repeat(5000))).hasSize(5000);
			assertThat(client.living()).isEqualTo(4096);
		}
	}

	@Test
	void aGuestMayOwnItsArguments() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(OWNED.withFreeArguments(false)).build();
				WasmInstance instance = pool.acquire()) {
			Texts client = instance.client(Texts.class);
			assertThat(client.consume("mine")).isEqualTo("mine!");
			assertThat(client.living()).isZero();
		}
	}

	@Test
	void aPanicEndsTheCallAndTheNextOneWorks() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).abi(OWNED).build()) {
			Texts client = pool.client(Texts.class);
			assertThat(client.parse("-42")).isEqualTo(-42);
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> client.parse("none"));
			assertThat(client.parse("7")).isEqualTo(7);
		}
	}

	interface Conventions {

		@WasmExport("reverse")
		@WasmResult(ResultConvention.PACKED)
		String packed(String text);

		@WasmExport("reverse_length_first")
		@WasmResult(ResultConvention.PACKED_LENGTH_FIRST)
		String lengthFirst(String text);

		@WasmExport("reverse_pointer")
		@WasmResult(ResultConvention.POINTER)
		String pointer(String text);

		@WasmExport("reverse_length")
		@WasmResult(length = "last_length")
		String length(String text);

		@WasmExport("reverse_c_string")
		@WasmResult(ResultConvention.C_STRING)
		String cString(String text);

	}

	interface Texts {

		String upper(String text);

		String reverse(String text);

		String consume(String text);

		@WasmExport("double")
		List<Long> doubled(List<Long> numbers);

		long parse(String text);

		int living();

	}

}
