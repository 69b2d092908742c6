package io.github.wasmpool.runtime;

import java.util.List;

import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CallTests {

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(Wat.CALLS)).name("calls").build();

	private final WasmInstance instance = this.module.instantiate();

	@AfterEach
	void close() {
		this.instance.close();
		this.module.close();
		this.runtime.close();
	}

	@Test
	void eachNumericTypeGoesInAndComesOut() {
		assertThat(this.instance.callInt("addInts", Integer.MAX_VALUE, 1)).isEqualTo(Integer.MIN_VALUE);
		assertThat(this.instance.callLong("addLongs", Long.MAX_VALUE, 1L)).isEqualTo(Long.MIN_VALUE);
		assertThat(this.instance.callFloat("addFloats", 1.5f, 2.25f)).isEqualTo(3.75f);
		assertThat(this.instance.callDouble("addDoubles", 0.1, 0.2)).isEqualTo(0.1 + 0.2);
	}

	@Test
	void negativeZeroAndNaNSurvive() {
		assertThat(this.instance.callDouble("addDoubles", -0.0, -0.0)).isEqualTo(-0.0);
		assertThat(this.instance.callFloat("addFloats", Float.NaN, 1f)).isNaN();
	}

	@Test
	void callReturnsNullOneValueOrAListOfSeveral() {
		assertThat(this.instance.call("nothing")).isNull();
		assertThat(this.instance.call("addLongs", 2L, 3L)).isEqualTo(5L);
		assertThat(this.instance.call("all", 1, 2L, 3f, 4d)).isEqualTo(List.of(4d, 3f, 2L, 1));
	}

	@Test
	void argumentsWidenAsJavasNumbersDo() {
		assertThat(this.instance.callLong("addLongs", 2, (short) 3)).isEqualTo(5);
		assertThat(this.instance.callFloat("addFloats", 2, 3L)).isEqualTo(5f);
		assertThat(this.instance.callDouble("addDoubles", 2f, (byte) 3)).isEqualTo(5d);
	}

	@Test
	void resultsWidenAsJavasNumbersDo() {
		assertThat(this.instance.callLong("addInts", -1, -1)).isEqualTo(-2L);
		assertThat(this.instance.callDouble("addInts", -1, -1)).isEqualTo(-2d);
		assertThat(this.instance.callDouble("addFloats", 0.5f, 0.5f)).isEqualTo(1d);
		assertThat(this.instance.callFloat("addInts", 1, 1)).isEqualTo(2f);
	}

	@Test
	void nothingIsNarrowed() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.instance.callInt("addInts", 1L, 2))
			.withMessage("Argument 1 of 'addInts' (i32, i32) -> (i32) is of type Long, which is no i32");
		assertThatIllegalArgumentException().isThrownBy(() -> this.instance.callFloat("addFloats", 1f, 2d))
			.withMessage("Argument 2 of 'addFloats' (f32, f32) -> (f32) is of type Double, which is no f32");
		assertThatIllegalArgumentException().isThrownBy(() -> this.instance.callInt("addLongs", 1L, 2L))
			.withMessage("'addLongs' (i64, i64) -> (i64) does not return an int");
		assertThatIllegalArgumentException().isThrownBy(() -> this.instance.callLong("addDoubles", 1d, 2d))
			.withMessage("'addDoubles' (f64, f64) -> (f64) does not return a long");
	}

	@Test
	void wrongArgumentsNameTheFunctionWithItsSignature() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.instance.callInt("addInts", 1))
			.withMessage("'addInts' (i32, i32) -> (i32) takes 2 arguments but was called with 1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.instance.callInt("addInts", "1", 2))
			.withMessage("Argument 1 of 'addInts' (i32, i32) -> (i32) is of type String, which is no i32");
	}

	@Test
	@SuppressWarnings("NullAway") // as code without a null checker would call it
	void anArgumentThatIsNullIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.instance.callInt("addInts", null, 2))
			.withMessage("Argument 1 of 'addInts' (i32, i32) -> (i32) is null, which is no i32");
	}

	@Test
	void aFunctionWithReferencesIsRefusedWithTheReason() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.instance.call("reference", "x"))
			.withMessage("'reference' (externref) -> (externref) cannot be called from Java:"
					+ " references and vectors do not cross");
	}

	@Test
	void anUnknownFunctionListsWhatThereIs() {
		assertThatExceptionOfType(NoSuchExportException.class).isThrownBy(() -> this.instance.function("subtract"))
			.withMessage("Module 'calls' exports no function 'subtract'; there is addInts, addLongs, addFloats,"
					+ " addDoubles, nothing, all, divide, recurse, giveUp, spin, reference");
	}

	@Test
	void aFunctionIsResolvedOnceAndKnowsItsType() {
		assertThat(this.instance.function("all").name()).isEqualTo("all");
		assertThat(this.instance.function("all").type()).hasToString("(i32, i64, f32, f64) -> (f64, f32, i64, i32)");
		assertThat(this.instance.function("all")).hasToString("'all' (i32, i64, f32, f64) -> (f64, f32, i64, i32)");
	}

	@Test
	void aTrapNamesTheFunctionAndTheReason() {
		assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> this.instance.callInt("divide", 1, 0))
			.withMessageStartingWith("'divide' trapped: a division by zero, in module '")
			.withNoCause()
			.satisfies((trap) -> assertThat(trap.code()).isEqualTo(Code.INTEGER_DIVISION_BY_ZERO))
			.satisfies((trap) -> assertThat(trap.getFunction()).isEqualTo("divide"));
	}

	@Test
	void eachTrapHasItsCode() {
		assertThat(trapOf("divide", Integer.MIN_VALUE, -1)).isEqualTo(Code.INTEGER_OVERFLOW);
		assertThat(trapOf("giveUp")).isEqualTo(Code.UNREACHABLE);
		assertThat(trapOf("recurse")).isEqualTo(Code.STACK_OVERFLOW);
	}

	@Test
	void anInstanceThatTrappedIsNotUsedAgain() {
		assertThat(this.instance.isHealthy()).isTrue();
		assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> this.instance.callVoid("giveUp"));
		assertThat(this.instance.isHealthy()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> this.instance.callInt("addInts", 1, 2))
			.withMessageStartingWith("'addInts' was not called: 'giveUp' trapped: the guest gave up (unreachable), in ")
			.withMessageEndingWith("; the instance is not used again, acquire another");
	}

	private Code trapOf(String function, Object... args) {
		try (WasmInstance other = this.module.instantiate()) {
			return catchThrowableOfType(WasmTrapException.class, () -> other.callVoid(function, args)).code();
		}
	}

}
