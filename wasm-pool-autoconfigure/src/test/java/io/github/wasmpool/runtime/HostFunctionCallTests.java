package io.github.wasmpool.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Guests that call Java, and are called back.
 */
class HostFunctionCallTests {

	private static final String GUEST = """
			(module
				(import "env" "mix" (func $mix (param i32 i64 f32 f64) (result f64 f32 i64 i32)))
				(import "env" "touch" (func $touch (param i32) (result i32)))
				(import "other" "touch" (func $other (param i64)))
				(import "env" "memory" (memory 1 4))
				(global (export "level") (mut i32) (i32.const 3))
				(func (export "mix") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
					(call $mix (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
				(func (export "touch") (param i32) (result i32) (call $touch (local.get 0)))
				(func (export "other") (param i64) (call $other (local.get 0)))
				(func (export "repeat") (param i32) (result i32) (local $last i32)
					(loop
						(local.set $last (call $touch (local.get 0)))
						(br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
					(local.get $last))
				(func (export "inc") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
				(func (export "fail") (unreachable))
				(func (export "spin") (loop (br 0)))
				(func (export "grow") (result i32) (memory.grow (i32.const 1))))
			""";

	private final Map<String, HostFunction.Body> bodies = new ConcurrentHashMap<>();

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(GUEST))
		.name("guest")
		.executionTimeout(Duration.ofSeconds(5))
		.hostFunctions(
				function("env", "mix", List.of(ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64),
						List.of(ValueType.F64, ValueType.F32, ValueType.I64, ValueType.I32)),
				function("env", "touch", List.of(ValueType.I32), List.of(ValueType.I32)),
				function("other", "touch", List.of(ValueType.I64), List.of()))
		.build();

	private final WasmInstance instance = this.module.instantiate();

	private HostFunction function(String module, String name, List<ValueType> params, List<ValueType> results) {
		return HostFunction.of(module, name, FunctionType.of(params, results),
				(caller, args) -> this.bodies.getOrDefault(module + "." + name, HostFunctionCallTests::unexpected)
					.call(caller, args));
	}

	private static @Nullable Object unexpected(WasmCaller caller, Object[] args) {
		throw new AssertionError("Not expected to be called");
	}

	private void touch(HostFunction.Body body) {
		this.bodies.put("env.touch", body);
	}

	@AfterEach
	void close() {
		this.instance.close();
		this.module.close();
		this.runtime.close();
	}

	@Test
	void valuesOfEachTypeGoOutAndComeBackBitByBit() {
		float oddFloat = Float.intBitsToFloat(0xFFA0_1234);
		double oddDouble = Double.longBitsToDouble(0x7FF0_0000_0000_0099L);
		this.bodies.put("env.mix", (caller, args) -> List.of(args[3], args[2], args[1], args[0]));
		List<?> results = (List<?>) Objects
			.requireNonNull(this.instance.call("mix", Integer.MIN_VALUE, Long.MIN_VALUE, oddFloat, oddDouble));
		assertThat(Double.doubleToRawLongBits((double) results.get(0))).isEqualTo(0x7FF0_0000_0000_0099L);
		assertThat(Float.floatToRawIntBits((float) results.get(1))).isEqualTo(0xFFA0_1234);
		assertThat(results.subList(2, 4)).isEqualTo(List.of(Long.MIN_VALUE, Integer.MIN_VALUE));
	}

	@Test
	void functionsOfOneNameInTwoModulesAreTwoFunctions() {
		List<Object> seen = new ArrayList<>();
		this.bodies.put("other.touch", (caller, args) -> seen.add(args[0]));
		touch((caller, args) -> (short) 9);
		this.instance.callVoid("other", 1L << 40);
		assertThat(this.instance.callInt("touch", 1)).isEqualTo(9);
		assertThat(seen).containsExactly(1L << 40);
	}

	@Test
	void aResultOfTheWrongTypeIsExplained() {
		touch((caller, args) -> "nine");
		assertThatExceptionOfType(WasmHostFunctionException.class).isThrownBy(() -> this.instance.callInt("touch", 1))
			.withMessage("Host function 'env.touch', called by 'touch', returned a value of type String, which is no"
					+ " i32")
			.satisfies((ex) -> assertThat(ex.getHostFunction()).isEqualTo("env.touch"));
	}

	@Test
	void severalResultsHaveToBeAListOfAsMany() {
		this.bodies.put("env.mix", (caller, args) -> List.of(1));
		assertThatExceptionOfType(WasmHostFunctionException.class)
			.isThrownBy(() -> this.instance.call("mix", 1, 2, 3, 4))
			.withMessage("Host function 'env.mix', called by 'mix', has to return a List of 4 numbers, [f64, f32, i64,"
					+ " i32]");
	}

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
	void aHostFunctionReachesMemoryAndGlobalsAndFunctionsOfItsCaller() {
		touch((caller, args) -> {
			WasmMemory memory = caller.memory();
			memory.writeInt(8, (int) args[0]);
			caller.function("grow").call();
			memory.writeInt(65_536, 77);
			caller.global("level").set((int) caller.global("level").get() + 1);
			return caller.function("inc").callInt(memory.readInt(8)) + memory.pages();
		});
		assertThat(this.instance.callInt("touch", 40)).isEqualTo(43);
		assertThat(this.instance.memory().readInt(65_536)).isEqualTo(77);
		assertThat(this.instance.memory().pages()).isEqualTo(2);
		assertThat(this.instance.global("level").get()).isEqualTo(4);
	}

	@Test
	void guestAndHostCallEachOtherInTurns() {
		touch((caller, args) -> {
			int level = (int) args[0];
			return (level == 0) ? 0 : level + caller.function("touch").callInt(level - 1);
		});
		assertThat(this.instance.callInt("touch", 20)).isEqualTo(210);
		assertThat(this.instance.isHealthy()).isTrue();
	}

	@Test
	void endlessTurnsEndInATrap() {
		touch((caller, args) -> caller.function("touch").callInt((int) args[0] + 1));
		WasmHostFunctionException ex = catchThrowableOfType(WasmHostFunctionException.class,
				() -> this.instance.callInt("touch", 0));
		assertThat(ex).hasMessageEndingWith(
				"failed: " + WasmTrapException.class.getName() + ": 'touch' trapped: the guest used up its stack");
		assertThat(ex.getCause()).isInstanceOf(WasmTrapException.class);
		assertThat(this.instance.isHealthy()).isFalse();
	}

	@Test
	void theLoanItselfCanBeUsedInsideByItsThread() {
		touch((caller, args) -> this.instance.callInt("inc", args[0]) + (int) this.instance.global("level").get());
		assertThat(this.instance.callInt("touch", 1)).isEqualTo(5);
	}

	@Test
	void anotherThreadIsKeptOutMeanwhile() {
		touch((caller, args) -> {
			List<Throwable> thrown = new ArrayList<>();
			WasmFunction inc = caller.function("inc");
			WasmMemory memory = caller.memory();
			Thread thread = new Thread(() -> {
				thrown.add(catchThrowableOfType(IllegalStateException.class, () -> inc.callInt(1)));
				thrown.add(catchThrowableOfType(IllegalStateException.class, () -> memory.readInt(0)));
				thrown.add(catchThrowableOfType(IllegalStateException.class, caller::memory));
				thrown.add(catchThrowableOfType(IllegalStateException.class, () -> this.instance.callInt("inc", 1)));
			});
			thread.start();
			thread.join();
			assertThat(thrown).hasSize(4).doesNotContainNull();
			return 4;
		});
		assertThat(this.instance.callInt("touch", 1)).isEqualTo(4);
	}

	@Test
	void whatTheCallerGaveIsOfNoUseAfterTheHostFunctionReturned() {
		AtomicReference<@Nullable WasmCaller> kept = new AtomicReference<>();
		AtomicReference<@Nullable WasmMemory> memory = new AtomicReference<>();
		touch((caller, args) -> {
			kept.set(caller);
			memory.set(caller.memory());
			return 1;
		});
		this.instance.callInt("touch", 1);
		WasmCaller caller = Objects.requireNonNull(kept.get());
		WasmMemory view = Objects.requireNonNull(memory.get());
		assertThatIllegalStateException().isThrownBy(() -> view.readInt(0));
		assertThatIllegalStateException().isThrownBy(() -> caller.function("inc"));
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

	@Test
	void resultsThatAreComputedWhenTheyAreReadDoNotDisturbEachOther() {
		this.bodies.put("env.mix", (caller, args) -> new AbstractList<Object>() {

			@Override
			public Object get(int index) {
				int value = HostFunctionCallTests.this.instance.callInt("inc", 10 * index);
				return switch (index) {
					case 0 -> (double) value;
					case 1 -> (float) value;
					case 2 -> (long) value;
					default -> value;
				};
			}

			@Override
			public int size() {
				return 4;
			}

		});
		assertThat(this.instance.call("mix", 1, 2L, 3f, 4d)).isEqualTo(List.of(1d, 11f, 21L, 31));
	}

	@Test
	void functionsOfReferencesCannotBeProvidedEvenIfThereIsOne() {
		byte[] binary = Wat.compile("(module (import \"env\" \"take\" (func (param externref))))");
		FunctionType type = FunctionType.of(List.of(ValueType.EXTERNREF), List.of());
		HostFunction take = new HostFunction() {

			@Override
			public String module() {
				return "env";
			}

			@Override
			public String name() {
				return "take";
			}

			@Override
			public FunctionType type() {
				return type;
			}

			@Override
			public @Nullable Object call(WasmCaller caller, Object[] args) {
				return null;
			}

		};
		try (WasmModule taking = this.runtime.module(binary).build()) {
			assertThatExceptionOfType(WasmModuleException.class)
				.isThrownBy(() -> this.runtime.pool(taking).hostFunctions(take).build())
				.withMessageContaining("which cannot be provided: references and vectors do not cross");
		}
	}

	@Test
	void aLoanThatIsClosedInsideEndsWhenTheCallReturns() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			WasmInstance loan = pool.acquire();
			touch((caller, args) -> {
				loan.close();
				assertThatIllegalStateException().isThrownBy(() -> loan.callInt("inc", 1));
				return caller.function("inc").callInt(args);
			});
			assertThat(loan.callInt("touch", 1)).isEqualTo(2);
			assertThat(pool.stats().active()).isZero();
			touch((caller, args) -> 5);
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("touch", 1)))
				.isEqualTo(5);
		}
	}

	@Test
	void aStartFunctionCanCallTheHostAndReachTheMemory() throws Exception {
		byte[] binary = Wat.compile("""
				(module
					(import "env" "ready" (func $ready (param i32)))
					(memory (export "memory") 1)
					(data (i32.const 5) "text")
					(func $start (call $ready (i32.const 5)))
					(start $start))
				""");
		List<String> seen = new ArrayList<>();
		HostFunction ready = HostFunction.of("env", "ready", FunctionType.of(List.of(ValueType.I32), List.of()),
				(caller, args) -> seen.add(caller.memory().readCString((int) args[0])));
		HostFunction failing = HostFunction.of("env", "ready", FunctionType.of(List.of(ValueType.I32), List.of()),
				(caller, args) -> {
					throw new IOException("not ready");
				});
		try (WasmModule starting = this.runtime.module(binary).hostFunctions(ready).build();
				WasmPool pool = this.runtime.pool(starting)
					.size(2)
					.hostFunctions(failing)
					.acquireTimeout(Duration.ZERO)
					.build()) {
			starting.instantiate().close();
			assertThat(seen).containsExactly("text");
			FutureTask<Throwable> task = new FutureTask<>(
					() -> catchThrowableOfType(WasmInstanceCreationException.class, pool::acquire));
			new Thread(task).start();
			assertThat(task.get()).hasMessageContaining("failed: java.io.IOException: not ready");
		}
	}

	@Test
	void aPoolHasFunctionsOfItsOwnBeforeThoseOfTheModule() {
		touch((caller, args) -> 1);
		HostFunction own = HostFunction.of("env", "touch",
				FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)), (caller, args) -> 2);
		try (WasmPool pool = this.runtime.pool(this.module).hostFunctions(own).build()) {
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("touch", 1)))
				.isEqualTo(2);
		}
		assertThat(this.instance.callInt("touch", 1)).isEqualTo(1);
	}

	@Test
	void aFunctionOfAnotherTypeIsNotTaken() {
		HostFunction wrong = HostFunction.of("env", "touch", FunctionType.of(List.of(ValueType.I64), List.of()),
				(caller, args) -> null);
		try (WasmModule plain = this.runtime.module(Wat.compile(GUEST)).build()) {
			assertThatExceptionOfType(WasmModuleException.class)
				.isThrownBy(() -> this.runtime.pool(plain).hostFunctions(wrong).build())
				.withMessageContaining(
						"function 'env.touch' (i32) -> (i32), where the host function is 'env.touch'" + " (i64) -> ()");
		}
		try (WasmPool pool = this.runtime.pool(this.module).hostFunctions(wrong).build()) {
			touch((caller, args) -> 1);
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("touch", 1)))
				.isEqualTo(1);
		}
	}

}
