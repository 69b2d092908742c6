package io.github.wasmpool.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Guests that call Java, and are called back.
 */
class HostFunctionCallTests extends HostFunctionScenario {

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
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> this.runtime.module(binary).hostFunctions(take).build())
			.withMessageContaining("where references and vectors do not cross");
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
				.withMessageContaining("function 'env.touch' (i32) -> (i32), where the host function is (i64) -> ()");
		}
		try (WasmPool pool = this.runtime.pool(this.module).hostFunctions(wrong).build()) {
			touch((caller, args) -> 1);
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("touch", 1)))
				.isEqualTo(1);
		}
	}

}
