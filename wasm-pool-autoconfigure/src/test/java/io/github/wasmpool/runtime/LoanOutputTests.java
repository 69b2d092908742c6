package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasiGuests;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmOutputLimitException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LoanOutputTests {

	private static final LoanOptions WITH_OUTPUT = LoanOptions.ofPool().withOutput();

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule greeter = WasiGuests.GREETER.module(this.runtime).build();

	@AfterEach
	void close() {
		this.greeter.close();
		this.runtime.close();
	}

	private WasmPoolBuilder pool(ResetPolicy reset) {
		return this.runtime.pool(this.greeter)
			.name("greetings")
			.size(1)
			.reset(reset)
			.wasi(WasiOptions.INERT.withEnvironment("GREETER", "tests"));
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@EnumSource
	void isKeptForTheLoanThatAskedForIt(ResetPolicy reset) {
		try (WasmPool pool = pool(reset).build()) {
			String first;
			try (WasmInstance instance = pool.acquire(WITH_OUTPUT)) {
				assertThat(instance.stdout()).isEmpty();
				instance.callInt("greet");
				first = text(instance.stdout());
				assertThat(first).contains("tests").endsWith("\n");
			}
			try (WasmInstance instance = pool.acquire()) {
				instance.callInt("greet");
				assertThatIllegalStateException().isThrownBy(instance::stdout)
					.withMessageContaining("LoanOptions.withOutput()");
			}
			try (WasmInstance instance = pool.acquire(WITH_OUTPUT)) {
				assertThat(instance.stdout()).isEmpty();
				instance.callInt("greet");
				assertThat(text(instance.stdout()).length()).isEqualTo(first.length());
				assertThat(instance.stderr()).isNotNull();
			}
		}
	}

	@Test
	void isOutOfReachOnceTheLoanIsOver() {
		try (WasmPool pool = pool(ResetPolicy.FRESH).build()) {
			WasmInstance instance = pool.acquire(WITH_OUTPUT);
			instance.close();
			assertThatIllegalStateException().isThrownBy(instance::stdout);
			assertThatIllegalStateException().isThrownBy(instance::stderr);
		}
	}

	@Test
	void endsTheCallThatWritesTooMuch() {
		try (WasmPool pool = pool(ResetPolicy.FRESH).wasi(WasiOptions.INERT.withOutputLimit(4)).build();
				WasmInstance instance = pool.acquire(WITH_OUTPUT)) {
			assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> instance.callInt("greet"))
				.withCauseInstanceOf(WasmOutputLimitException.class);
		}
	}

	@Test
	void ofAGuestWithoutWasiIsEmpty() {
		try (WasmModule module = this.runtime.module(Wat.compile(Wat.CALLS)).build();
				WasmPool pool = this.runtime.pool(module).name("calls").size(1).build();
				WasmInstance instance = pool.acquire(WITH_OUTPUT)) {
			assertThat(instance.callInt("addInts", 1, 2)).isEqualTo(3);
			assertThat(instance.stdout()).isEmpty();
			assertThat(instance.stderr()).isEmpty();
		}
	}

}
