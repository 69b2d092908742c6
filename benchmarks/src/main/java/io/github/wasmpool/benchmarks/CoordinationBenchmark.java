package io.github.wasmpool.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.wasmpool.WasmChunks;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The same work on one instance and on two, and in Java on one thread and on two: what
 * the machine allows.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoordinationBenchmark {

	private static final int FIBONACCI = 24;

	private static final List<Integer> NUMBERS = IntStream.range(0, 32).mapToObj((i) -> FIBONACCI).toList();

	private static final int[] COLUMN = IntStream.range(0, 1_000_000).toArray();

	/**
	 * Compute with one instance.
	 * @param state the guests
	 * @return a sum
	 */
	@Benchmark
	public int mapReduceOnOne(Coordinators state) {
		return mapReduce(state.one);
	}

	/**
	 * Compute with two instances.
	 * @param state the guests
	 * @return a sum
	 */
	@Benchmark
	public int mapReduceOnTwo(Coordinators state) {
		return mapReduce(state.two);
	}

	private static int mapReduce(WasmCoordinator coordinator) {
		return coordinator.mapReduce(WasmChunks.of(NUMBERS, NUMBERS.size()),
				(instance, chunk) -> instance.callInt("fib", chunk.get(0)), Integer::sum);
	}

	/**
	 * Compute in Java.
	 * @return a sum
	 */
	@Benchmark
	public int javaOnOne() {
		return sum(NUMBERS);
	}

	/**
	 * Compute in Java, one half on another thread.
	 * @param state the thread
	 * @return a sum
	 */
	@Benchmark
	public int javaOnTwo(Coordinators state) throws InterruptedException, ExecutionException {
		int half = NUMBERS.size() / 2;
		Callable<Integer> other = () -> sum(NUMBERS.subList(0, half));
		Future<Integer> first = state.executor.submit(other);
		return sum(NUMBERS.subList(half, NUMBERS.size())) + first.get();
	}

	private static int sum(List<Integer> numbers) {
		int sum = 0;
		for (int number : numbers) {
			sum += fibonacci(number);
		}
		return sum;
	}

	static int fibonacci(int n) {
		return (n < 2) ? n : fibonacci(n - 1) + fibonacci(n - 2);
	}

	/**
	 * Add two columns of a million items with one instance.
	 * @param state the guests
	 * @return the sums
	 */
	@Benchmark
	public int[] columnOnOne(Coordinators state) {
		return state.one.mapInt("add", COLUMN, COLUMN);
	}

	/**
	 * Add two columns of a million items with two instances.
	 * @param state the guests
	 * @return the sums
	 */
	@Benchmark
	public int[] columnOnTwo(Coordinators state) {
		return state.two.mapInt("add", COLUMN, COLUMN);
	}

	/**
	 * One guest, and two.
	 */
	@State(Scope.Benchmark)
	public static class Coordinators {

		final ExecutorService executor = Executors.newSingleThreadExecutor();

		private final WasmtimeRuntime runtime = new WasmtimeRuntime();

		private final WasmModule module = this.runtime.module(Guests.calculator()).build();

		private final WasmPool pool = this.runtime.pool(this.module).size(3).executor(this.executor).build();

		final WasmCoordinator one = this.pool.coordinator(1);

		final WasmCoordinator two = this.pool.coordinator(2);

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.one.close();
			this.two.close();
			this.pool.close();
			this.module.close();
			this.runtime.close();
			this.executor.shutdown();
		}

	}

}
