package io.github.wasmpool.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Calls of guests that end early, because of what a host function did.
 */
class HostFunctionFailureTests extends HostFunctionScenario {

	@Test
	void exceptionsAndErrorsReachTheBorrowerAsTheyWereThrown() {
		for (Throwable thrown : List.of(new IOException("disk"), new IllegalStateException("state"),
				new AssertionError("error"), new StackOverflowError())) {
			touch((caller, args) -> {
				if (thrown instanceof Error error) {
					throw error;
				}
				throw (Exception) thrown;
			});
			try (WasmInstance other = this.module.instantiate()) {
				WasmHostFunctionException ex = catchThrowableOfType(WasmHostFunctionException.class,
						() -> other.callInt("touch", 1));
				assertThat(ex.getCause()).isSameAs(thrown);
				assertThat(ex).hasMessage("Host function 'env.touch', called by 'touch', failed: " + thrown);
				assertThat(other.isHealthy()).isFalse();
				assertThatIllegalStateException().isThrownBy(() -> other.callInt("inc", 1));
			}
		}
	}

	@Test
	void endlessTurnsEndInATrap() {
		touch((caller, args) -> caller.function("touch").callInt((int) args[0] + 1));
		WasmHostFunctionException ex = catchThrowableOfType(WasmHostFunctionException.class,
				() -> this.instance.callInt("touch", 0));
		assertThat(ex).hasMessageContaining(
				"failed: " + WasmTrapException.class.getName() + ": 'touch' trapped: the guest used up its stack");
		assertThat(ex.getCause()).isInstanceOf(WasmTrapException.class);
		assertThat(this.instance.isHealthy()).isFalse();
	}

	@Test
	void aGuestDoesNotGoOnAfterAFailureInsideThatTheHostSwallowed() {
		touch((caller, args) -> {
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> caller.function("fail").call());
			return 1;
		});
		assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> this.instance.callInt("repeat", 2))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(Code.UNREACHABLE));
		assertThat(this.instance.isHealthy()).isFalse();
	}

	@Test
	void theDeadlineOfTheOutermostEntryCounts() {
		touch((caller, args) -> {
			caller.function("spin").call();
			return 1;
		});
		try (WasmPool pool = this.runtime.pool(this.module).executionTimeout(Duration.ofMillis(100)).build()) {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> pool.withInstance((instance) -> instance.callInt("touch", 1)));
			touch((caller, args) -> {
				Thread.sleep(20);
				return 1;
			});
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> pool.withInstance((instance) -> instance.callInt("repeat", 1_000)))
				.withMessage("'repeat' did not return within 100 ms and was stopped");
		}
	}

	@Test
	void anInterruptIsLookedAtWhenTheGuestCallsTheHost() {
		touch((caller, args) -> {
			Thread.currentThread().interrupt();
			return 1;
		});
		assertThatExceptionOfType(WasmHostFunctionException.class)
			.isThrownBy(() -> this.instance.callInt("repeat", 1_000))
			.withMessage("Host function 'env.touch', called by 'repeat', was not called: its thread was interrupted")
			.withCauseInstanceOf(InterruptedException.class);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void oneEntryMayMakeSoManyHostCalls() {
		touch((caller, args) -> args[0]);
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(ResetPolicy.WARM).maxHostCalls(500).build()) {
			for (int i = 0; i < 3; i++) {
				assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("repeat", 500)))
					.isEqualTo(1);
			}
			assertThatExceptionOfType(WasmHostFunctionException.class)
				.isThrownBy(() -> pool.withInstance((instance) -> instance.callInt("repeat", 501)))
				.withMessage("Host function 'env.touch', called by 'repeat', was not called: one entry into the guest"
						+ " may make 500 host calls ('max-host-calls'), and makes more");
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("repeat", 500)))
				.isEqualTo(1);
		}
	}

	@Test
	void aGuestThatExitsTellsItsCode() {
		touch((caller, args) -> {
			throw new WasmExitException(3);
		});
		assertThatExceptionOfType(WasmExitException.class).isThrownBy(() -> this.instance.callInt("touch", 1))
			.withMessage("'touch' ended the guest with exit code 3")
			.satisfies((ex) -> assertThat(ex.getExitCode()).isEqualTo(3))
			.satisfies((ex) -> assertThat(ex.getFunction()).isEqualTo("touch"));
		assertThat(this.instance.isHealthy()).isFalse();
	}

	@Test
	void theExitOfAnotherGuestIsNoExitOfTheOneThatAskedForIt() {
		touch((caller, args) -> {
			if ((int) args[0] == 0) {
				throw new WasmExitException(0);
			}
			try (WasmInstance other = this.module.instantiate()) {
				return other.callInt("touch", 0);
			}
		});
		assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> this.instance.callInt("touch", 1))
			.withCauseInstanceOf(WasmExitException.class);
		assertThat(this.instance.isHealthy()).isFalse();
	}

	@Test
	void anExitFromFurtherInsideEndsTheWholeCall() {
		touch((caller, args) -> {
			if ((int) args[0] == 0) {
				throw new WasmExitException(7);
			}
			return caller.function("touch").callInt((int) args[0] - 1);
		});
		assertThatExceptionOfType(WasmExitException.class).isThrownBy(() -> this.instance.callInt("touch", 3))
			.satisfies((ex) -> assertThat(ex.getExitCode()).isEqualTo(7));
	}

	@Test
	void whatAFunctionFurtherInsideThrewIsTheCause() {
		touch((caller, args) -> {
			if ((int) args[0] == 0) {
				throw new IOException("innermost");
			}
			return caller.function("touch").callInt((int) args[0] - 1);
		});
		assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> this.instance.callInt("touch", 5))
			.withMessageEndingWith("failed: java.io.IOException: innermost")
			.withCauseInstanceOf(IOException.class);
	}

	@Test
	void anExceptionThatCannotDescribeItselfIsTheCauseAllTheSame() {
		IllegalStateException speechless = new IllegalStateException() {

			private static final long serialVersionUID = 1L;

			@Override
			public String getMessage() {
				throw new UnsupportedOperationException("no message");
			}

		};
		touch((caller, args) -> {
			throw speechless;
		});
		assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> this.instance.callInt("touch", 1))
			.withCause(speechless);
	}

	@Test
	void timeThatIsUpIsNoticedWhenAFunctionReturns() {
		byte[] binary = Wat.compile("""
				(module
					(import "env" "wait" (func $wait (result i32)))
					(func (export "wait") (result i32) (call $wait)))
				""");
		HostFunction wait = HostFunction.of("env", "wait", FunctionType.of(List.of(), List.of(ValueType.I32)),
				(caller, args) -> {
					Thread.sleep(200);
					return 1;
				});
		try (WasmModule waiting = this.runtime.module(binary)
			.hostFunctions(wait)
			.executionTimeout(Duration.ofMillis(20))
			.build(); WasmInstance guest = waiting.instantiate()) {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class).isThrownBy(() -> guest.callInt("wait"));
		}
	}

}
