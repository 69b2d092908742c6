package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasiGuests;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmCoordinator;
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
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LoanOutputTests {

	private static final LoanOptions WITH_OUTPUT = LoanOptions.ofPool().withOutput();

	private static final String HALF_A_LINE = """
			(module
				(import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
				(memory (export "memory") 1)
				(data (i32.const 0) "\\10\\00\\00\\00\\04\\00\\00\\00")
				(data (i32.const 16) "half")
				(func (export "write") (result i32)
					(call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
			""";

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

	@Test
	void ofACoordinatorIsKeptForEachInstanceUntilItIsReplaced() {
		try (WasmPool pool = pool(ResetPolicy.FRESH).size(2).build();
				WasmCoordinator coordinator = pool.coordinator(2, WITH_OUTPUT)) {
			List<Integer> once = greetAndMeasure(coordinator);
			assertThat(once).hasSize(2).allSatisfy((length) -> assertThat(length).isPositive());
			assertThat(greetAndMeasure(coordinator)).isEqualTo(once.stream().map((length) -> 2 * length).toList());
			coordinator.useInstances(WasmInstance::close);
			assertThat(greetAndMeasure(coordinator)).isEqualTo(once);
		}
		try (WasmPool pool = pool(ResetPolicy.FRESH).build(); WasmCoordinator coordinator = pool.coordinator(1)) {
			assertThatIllegalStateException().isThrownBy(() -> coordinator.broadcast(WasmInstance::stdout))
				.withMessageContaining("borrow with 'LoanOptions.withOutput()'");
		}
	}

	private static List<Integer> greetAndMeasure(WasmCoordinator coordinator) {
		return coordinator.broadcast((instance) -> {
			instance.callInt("greet");
			return instance.stdout().length;
		});
	}

	/**
	 * A line that a guest has not ended is logged when the next borrower asks for output.
	 */
	@Test
	void aLogThatFailsKeepsNoSlot() {
		Logger logger = (Logger) LoggerFactory.getLogger("wasm.guest.halves");
		AppenderBase<ILoggingEvent> failing = new AppenderBase<>() {

			@Override
			public synchronized void doAppend(ILoggingEvent event) {
				throw new IllegalStateException("disk full");
			}

			@Override
			protected void append(ILoggingEvent event) {
			}

		};
		logger.setAdditive(false);
		logger.addAppender(failing);
		try (WasmModule module = this.runtime.module(Wat.compile(HALF_A_LINE)).build();
				WasmPool pool = this.runtime.pool(module).name("halves").size(1).reset(ResetPolicy.WARM).build()) {
			assertThat(pool.callInt("write")).isZero();
			assertThatIllegalStateException().isThrownBy(() -> pool.acquire(WITH_OUTPUT)).withMessage("disk full");
			assertThatIllegalStateException().isThrownBy(() -> pool.coordinator(1, WITH_OUTPUT));
			assertThat(pool.stats().active()).isZero();
			logger.detachAppender(failing);
			try (WasmInstance instance = pool.acquire(WITH_OUTPUT.withAcquireTimeout(Duration.ZERO))) {
				assertThat(instance.callInt("write")).isZero();
				assertThat(text(instance.stdout())).isEqualTo("half");
			}
		}
		finally {
			logger.detachAppender(failing);
			logger.setAdditive(true);
		}
	}

}
