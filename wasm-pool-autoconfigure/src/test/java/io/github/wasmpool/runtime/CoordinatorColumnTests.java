package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Columns that are split over instances.
 */
class CoordinatorColumnTests {

	private static final String GUEST = """
			(module
				(global $count (mut i32) (i32.const 0))
				(func (export "subtract") (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))
				(func (export "longs") (param i64) (result i64) (i64.mul (local.get 0) (i64.const 3)))
				(func (export "floats") (param f32 f32 f32) (result f32)
					(f32.add (f32.mul (local.get 0) (local.get 1)) (local.get 2)))
				(func (export "doubles") (param f64 f64) (result f64) (f64.div (local.get 0) (local.get 1)))
				(func (export "number") (param i32) (result i32)
					(global.set $count (i32.add (global.get $count) (i32.const 1)))
					(global.get $count))
				(func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
				(func (export "spin") (param i32) (result i32) (loop (br_if 0 (local.get 0))) (i32.const 1)))
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(GUEST))
		.executionTimeout(Duration.ofSeconds(5))
		.build();

	private final ExecutorService threads = Executors.newFixedThreadPool(3);

	private final WasmPool pool = this.runtime.pool(this.module).size(4).executor(this.threads).build();

	private final WasmCoordinator coordinator = this.pool.coordinator(4);

	@AfterEach
	void close() {
		this.coordinator.close();
		this.threads.shutdownNow();
		this.pool.close();
		this.module.close();
		this.runtime.close();
	}

	@ParameterizedTest
	@EnumSource
	void eachItemIsCalledAsOneInstanceWould(ExecutionMode execution) {
		Random random = new Random(1);
		try (WasmPool pool = this.runtime.pool(this.module)
			.name("other")
			.size(5)
			.execution(execution)
			.executor(this.threads)
			.build()) {
			for (int round = 0; round < 40; round++) {
				int length = (round < 12) ? round : random.nextInt(100_001);
				int[] first = random.ints(length).toArray();
				int[] second = random.ints(length).toArray();
				int[] expected = new int[length];
				Arrays.setAll(expected, (i) -> first[i] - second[i]);
				try (WasmCoordinator coordinator = pool.coordinator(1 + round % 5)) {
					assertThat(coordinator.mapInt("subtract", first, second)).isEqualTo(expected);
				}
			}
		}
	}

	@Test
	void eachNumericTypeHasColumns() {
		long[] longs = new Random(3).longs(20_001).toArray();
		assertThat(this.coordinator.mapLong("longs", longs))
			.isEqualTo(Arrays.stream(longs).map((value) -> value * 3).toArray());
		assertThat(this.coordinator.mapFloat("floats", new float[] { 1, 2, 3, 4, 5 }, new float[] { 3, 4, 5, 6, 7 },
				new float[] { 5, 6, 7, 8, 9 }))
			.containsExactly(8, 14, 22, 32, 44);
		assertThat(this.coordinator.mapDouble("doubles", new double[] { 1, -1, 3 }, new double[] { 4, 0, 2 }))
			.containsExactly(0.25, Double.NEGATIVE_INFINITY, 1.5);
	}

	@Test
	void eachInstanceHasOnePartOfEvenSize() {
		assertThat(this.coordinator.mapInt("number", new int[10])).containsExactly(1, 2, 1, 2, 3, 1, 2, 1, 2, 3);
		assertThat(this.coordinator.mapInt("number", new int[2])).containsExactly(3, 4);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 24_999, 25_000, 60_000, 99_999 })
	void aTrapTellsTheItemOfTheWholeColumnsAndTheResultsBeforeIt(int bad) {
		int[] dividends = new int[100_000];
		int[] divisors = new int[100_000];
		Arrays.setAll(dividends, (i) -> 3 * i);
		Arrays.fill(divisors, 3);
		divisors[bad] = 0;
		WasmBatchException ex = catchThrowableOfType(WasmBatchException.class,
				() -> this.coordinator.mapInt("divide", dividends, divisors));
		assertThat(ex.getIndex()).isEqualTo(bad);
		assertThat(ex)
			.hasMessageStartingWith("'divide' failed at item " + bad + ": 'divide' trapped: a division by zero, in ");
		int[] expected = new int[bad];
		Arrays.setAll(expected, (i) -> i);
		assertThat(ex.getResults()).isEqualTo(expected);
		assertThat(ex.getCause()).isInstanceOf(WasmTrapException.class);
		assertThat(this.coordinator.mapInt("subtract", dividends, dividends)).isEqualTo(new int[100_000]);
	}

	@Test
	void theLowestItemThatFailsIsThrown() {
		Random random = new Random(7);
		for (int round = 0; round < 30; round++) {
			int[] dividends = random.ints(4_000, 0, 1_000_000).toArray();
			int[] divisors = random.ints(4_000, 1, 100).toArray();
			int[] bad = random.ints(5, 0, 4_000).toArray();
			for (int item : bad) {
				divisors[item] = 0;
			}
			int lowest = Arrays.stream(bad).min().orElseThrow();
			WasmBatchException ex = catchThrowableOfType(WasmBatchException.class,
					() -> this.coordinator.mapInt("divide", dividends, divisors));
			assertThat(ex.getIndex()).isEqualTo(lowest);
			int[] expected = new int[lowest];
			Arrays.setAll(expected, (i) -> dividends[i] / divisors[i]);
			assertThat(ex.getResults()).isEqualTo(expected);
			List<Integer> all = Arrays.stream(bad).boxed().toList();
			assertThat(ex.getSuppressed()).allSatisfy((other) -> {
				assertThat(((WasmBatchException) other).getIndex()).isGreaterThan(lowest).isIn(all);
				assertThat((int[]) ((WasmBatchException) other).getResults())
					.hasSize(((WasmBatchException) other).getIndex());
			});
		}
	}

	@Test
	void aPartThatDoesNotReturnIsStopped() {
		try (WasmModule hasty = this.runtime.module(Wat.compile(GUEST))
			.executionTimeout(Duration.ofMillis(100))
			.build();
				WasmPool pool = this.runtime.pool(hasty).name("hasty").size(2).executor(this.threads).build();
				WasmCoordinator coordinator = pool.coordinator(2)) {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> coordinator.mapInt("spin", new int[] { 0, 0, 0, 1 }));
			assertThat(coordinator.mapInt("spin", new int[3])).containsExactly(1, 1, 1);
		}
	}

	@Test
	@SuppressWarnings("NullAway") // that is the point
	void aColumnThatIsNoneIsRefused() {
		assertThatNullPointerException().isThrownBy(() -> this.coordinator.mapInt("subtract", new int[3], null))
			.withMessage("'columns' must not contain null");
	}

	@Test
	void whatDoesNotFitTheFunctionIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.coordinator.mapLong("subtract", new long[9], new long[9]))
			.withMessage(
					"'subtract' (i32, i32) -> (i32) cannot be called for columns of i64: it has to take one or more"
							+ " of them and return one");
		assertThatIllegalArgumentException().isThrownBy(() -> this.coordinator.mapInt("subtract", new int[9]))
			.withMessage("'subtract' (i32, i32) -> (i32) takes 2 columns but was called with 1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.coordinator.mapInt("subtract"))
			.withMessage("'subtract' (i32, i32) -> (i32) takes 2 columns but was called with 0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.coordinator.mapInt("subtract", new int[3], new int[2]))
			.withMessage("'subtract' (i32, i32) -> (i32) was called with columns of different lengths: column 1 has 3"
					+ " items, column 2 has 2");
		assertThatExceptionOfType(NoSuchExportException.class)
			.isThrownBy(() -> this.coordinator.mapInt("nothing", new int[3]));
		assertThat(this.coordinator.mapInt("subtract", new int[3], new int[3])).containsExactly(0, 0, 0);
		assertThat(this.coordinator.mapInt("subtract", new int[0], new int[0])).isEmpty();
	}

}
