package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ColumnTests {

	private static final String COLUMNS = """
			(module
				(import "env" "twice" (func $twice (param i32) (result i32)))
				(memory (export "memory") 1 4)
				(func (export "ints") (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))
				(func (export "longs") (param i64) (result i64) (i64.mul (local.get 0) (i64.const 3)))
				(func (export "floats") (param f32 f32 f32) (result f32)
					(f32.add (f32.mul (local.get 0) (local.get 1)) (local.get 2)))
				(func (export "doubles") (param f64 f64) (result f64) (f64.div (local.get 0) (local.get 1)))
				(func (export "sameFloat") (param f32) (result f32) (local.get 0))
				(func (export "sameDouble") (param f64) (result f64) (local.get 0))
				(func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
				(func (export "spin") (param i32) (result i32) (loop (br_if 0 (local.get 0))) (i32.const 1))
				(func (export "slow") (param i32) (result i32)
					(loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (i32.const 1))
				(func (export "twice") (param i32) (result i32) (call $twice (local.get 0)))
				(func $descend (export "descend") (param i32) (result i32)
					(if (result i32) (local.get 0)
						(then (i32.add (call $descend (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
						(else (call $twice (i32.const 0)))))
				(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
				(func (export "mixed") (param i32 i64) (result i32) (local.get 0))
				(func (export "constant") (result i32) (i32.const 1)))
			""";

	private static final String WITHOUT_IMPORT = COLUMNS.replace(
			"(import \"env\" \"twice\" (func $twice (param i32) (result i32)))",
			"(func $twice (param i32) (result i32) (local.get 0))");

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private HostFunction.Body twice = (caller, args) -> 2 * (int) args[0];

	private final WasmModule module = this.runtime.module(Wat.compile(COLUMNS))
		.hostFunctions(HostFunction.of("env", "twice", FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)),
				(caller, args) -> this.twice.call(caller, args)))
		.executionTimeout(Duration.ofSeconds(5))
		.build();

	private final WasmInstance instance = this.module.instantiate();

	@AfterEach
	void close() {
		this.instance.close();
		this.module.close();
		this.runtime.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 5_460, 5_461, 5_462, 100_003 })
	void eachItemIsCalledInOrder(int length) {
		int[] first = new Random(1).ints(length).toArray();
		int[] second = new Random(2).ints(length).toArray();
		int[] expected = new int[length];
		Arrays.setAll(expected, (i) -> first[i] - second[i]);
		assertThat(this.instance.function("ints").mapInt(first, second)).isEqualTo(expected);
		assertThat(first).isEqualTo(new Random(1).ints(length).toArray());
	}

	@Test
	void eachNumericTypeHasColumns() {
		long[] longs = new Random(3).longs(20_000).toArray();
		assertThat(this.instance.function("longs").mapLong(longs))
			.isEqualTo(Arrays.stream(longs).map((value) -> value * 3).toArray());
		assertThat(this.instance.function("floats")
			.mapFloat(new float[] { 1, 2 }, new float[] { 3, 4 }, new float[] { 5, 6 })).containsExactly(8, 14);
		assertThat(this.instance.function("doubles").mapDouble(new double[] { 1, -1 }, new double[] { 4, 0 }))
			.containsExactly(0.25, Double.NEGATIVE_INFINITY);
	}

	@Test
	void bitsOfNumbersThatAreNoneSurvive() {
		float[] floats = { Float.intBitsToFloat(0x7F80_0001), Float.intBitsToFloat(0xFFC1_2345), -0f };
		float[] sameFloats = this.instance.function("sameFloat").mapFloat(floats);
		double[] doubles = { Double.longBitsToDouble(0x7FF0_0000_0000_0001L), -0d };
		double[] sameDoubles = this.instance.function("sameDouble").mapDouble(doubles);
		for (int i = 0; i < floats.length; i++) {
			assertThat(Float.floatToRawIntBits(sameFloats[i])).isEqualTo(Float.floatToRawIntBits(floats[i]));
		}
		for (int i = 0; i < doubles.length; i++) {
			assertThat(Double.doubleToRawLongBits(sameDoubles[i])).isEqualTo(Double.doubleToRawLongBits(doubles[i]));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 5_461, 70_000, 99_999 })
	void aTrapTellsTheItemAndTheResultsBeforeIt(int bad) {
		int[] dividends = new int[100_000];
		int[] divisors = new int[100_000];
		Arrays.setAll(dividends, (i) -> 3 * i);
		Arrays.fill(divisors, 3);
		divisors[bad] = 0;
		WasmFunction divide = this.instance.function("divide");
		WasmBatchException ex = catchThrowableOfType(WasmBatchException.class,
				() -> divide.mapInt(dividends, divisors));
		assertThat(ex.getIndex()).isEqualTo(bad);
		assertThat(ex)
			.hasMessageStartingWith("'divide' failed at item " + bad + ": 'divide' trapped: a division by zero, in ");
		int[] expected = new int[bad];
		Arrays.setAll(expected, (i) -> i);
		assertThat(ex.getResults()).isEqualTo(expected);
		assertThat(ex.getCause()).isInstanceOfSatisfying(WasmTrapException.class,
				(trap) -> assertThat(trap.code()).isEqualTo(Code.INTEGER_DIVISION_BY_ZERO));
		assertThat(this.instance.isHealthy()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> divide.mapInt(dividends, divisors));
	}

	@Test
	void anItemThatDoesNotReturnIsStopped() {
		try (WasmModule hasty = this.runtime.module(Wat.compile(WITHOUT_IMPORT))
			.executionTimeout(Duration.ofMillis(100))
			.build(); WasmInstance instance = hasty.instantiate()) {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> instance.function("spin").mapInt(new int[] { 0, 0, 1 }))
				.withMessageStartingWith("'spin' did not return within 100 ms");
			assertThat(instance.isHealthy()).isFalse();
		}
	}

	@Test
	void theTimeLimitIsThatOfTheWholeColumn() {
		try (WasmModule hasty = this.runtime.module(Wat.compile(WITHOUT_IMPORT))
			.executionTimeout(Duration.ofMillis(200))
			.build(); WasmInstance instance = hasty.instantiate()) {
			// Each crossing takes far less than the limit, all of them far more
			int[] column = new int[400_000];
			Arrays.fill(column, 20_000);
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> instance.function("slow").mapInt(column));
		}
	}

	@Test
	void columnsNestWhereAHostFunctionCallsForColumns() {
		this.twice = (caller, args) -> {
			int value = (int) args[0];
			return Arrays.stream(caller.function("ints").mapInt(new int[] { value, 2 * value }, new int[] { 0, value }))
				.sum();
		};
		int[] column = new Random(4).ints(20_000, -1_000, 1_000).toArray();
		assertThat(this.instance.function("twice").mapInt(column))
			.isEqualTo(Arrays.stream(column).map((value) -> 2 * value).toArray());
	}

	@Test
	void largeColumnsNestAsDeepAsSmallOnes() {
		this.twice = (caller, args) -> {
			int level = (int) args[0];
			if (level == 0) {
				return 0;
			}
			int[] column = new int[9_000];
			column[0] = level - 1;
			return caller.function("twice").mapInt(column)[0] + 1;
		};
		assertThat(this.instance.function("twice").mapInt(new int[] { 12 })).containsExactly(12);
	}

	@Test
	void aColumnThatFailsBeforeItsFirstItemHasNoResults() {
		assertThat(firstOverflow()).satisfies((ex) -> {
			assertThat(ex.getIndex()).isZero();
			assertThat((int[]) ex.getResults()).isEmpty();
			assertThat(ex).hasCauseInstanceOf(WasmTrapException.class);
		});
	}

	/**
	 * Let a guest recurse deeper and deeper before it calls the host, until there is no
	 * room for a column.
	 */
	private WasmBatchException firstOverflow() {
		int[] column = { 100, 200, 300, 400, 500, 600, 700 };
		this.twice = (caller, args) -> caller.function("ints").mapInt(column, column)[0];
		for (int depth = 100; depth < 100_000; depth += 10) {
			try (WasmInstance instance = this.module.instantiate()) {
				instance.function("ints").mapInt(new int[] { 1111, 2222, 3333, 4444, 5555, 6666 }, new int[6]);
				instance.callInt("descend", depth);
			}
			catch (WasmHostFunctionException ex) {
				if (ex.getCause() instanceof WasmBatchException failure) {
					return failure;
				}
				throw ex;
			}
		}
		throw new AssertionError("There was always room");
	}

	@Test
	void hostCallsAreCountedForEachEntryAndNotForTheColumn() {
		int[] column = new int[100_000];
		try (WasmPool pool = this.runtime.pool(this.module).size(1).maxHostCalls(20_000).build()) {
			assertThat(pool.<int[], RuntimeException>withInstance((guest) -> guest.function("twice").mapInt(column)))
				.hasSize(100_000);
		}
	}

	@Test
	@SuppressWarnings("NullAway") // what a careless caller does
	void aColumnThatIsNullIsNamed() {
		WasmFunction ints = this.instance.function("ints");
		assertThatIllegalArgumentException().isThrownBy(() -> ints.mapInt(new int[1], null))
			.withMessage("Column 2 for 'ints' (i32, i32) -> (i32) is null");
	}

	@Test
	void aHostFunctionThatFailsTellsTheItem() {
		this.twice = (caller, args) -> {
			if ((int) args[0] == 7) {
				throw new IllegalStateException("seven");
			}
			return 0;
		};
		WasmBatchException ex = catchThrowableOfType(WasmBatchException.class,
				() -> this.instance.function("twice").mapInt(new int[] { 1, 2, 7, 3 }));
		assertThat(ex.getIndex()).isEqualTo(2);
		assertThat(ex.getResults()).isEqualTo(new int[2]);
		assertThat(ex.getCause()).isInstanceOf(WasmHostFunctionException.class).rootCause().hasMessage("seven");
	}

	@Test
	void aMemoryThatGrowsMeanwhileIsSeen() {
		assertThat(this.instance.memory().pages()).isEqualTo(1);
		assertThat(this.instance.function("grow").mapInt(new int[] { 1, 0, 1 })).containsExactly(1, 2, 2);
		assertThat(this.instance.memory().pages()).isEqualTo(3);
		this.instance.memory().writeInt(2 * 65_536, 5);
		assertThat(this.instance.memory().readInt(2 * 65_536)).isEqualTo(5);
	}

	@Test
	void whatDoesNotFitTheFunctionIsRefused() {
		WasmFunction ints = this.instance.function("ints");
		assertThatIllegalArgumentException().isThrownBy(() -> ints.mapLong(new long[1], new long[1]))
			.withMessage("'ints' (i32, i32) -> (i32) cannot be called for columns of i64: it has to take one or more"
					+ " of them and return one");
		assertThatIllegalArgumentException().isThrownBy(() -> this.instance.function("mixed").mapInt(new int[1]))
			.withMessageContaining("cannot be called for columns of i32");
		assertThatIllegalArgumentException().isThrownBy(() -> this.instance.function("constant").mapInt())
			.withMessageContaining("cannot be called for columns of i32");
		assertThatIllegalArgumentException().isThrownBy(() -> ints.mapInt(new int[1]))
			.withMessage("'ints' (i32, i32) -> (i32) takes 2 columns but was called with 1");
		assertThatIllegalArgumentException().isThrownBy(() -> ints.mapInt(new int[3], new int[2]))
			.withMessage("'ints' (i32, i32) -> (i32) was called with columns of different lengths: column 1 has 3"
					+ " items, column 2 has 2");
		assertThat(this.instance.isHealthy()).isTrue();
	}

}
