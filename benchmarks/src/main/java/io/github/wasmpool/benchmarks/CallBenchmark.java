package io.github.wasmpool.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.dylibso.chicory.runtime.ExportFunction;
import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.kawamuray.wasmtime.WasmFunctions;
import io.github.kawamuray.wasmtime.WasmValType;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls into a guest and out of it, over the bridge, with the bare binding, and with
 * Chicory. Instances and functions stay; columns and host calls count by item.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallBenchmark {

	private static final int ITEMS = 100_000;

	private static final int HOST_CALLS = 1_000;

	/**
	 * Add two numbers.
	 * @param state the guest
	 * @return the sum
	 */
	@Benchmark
	public int add(Bridged state) {
		return state.add.callInt(20, 22);
	}

	/**
	 * Add two numbers.
	 * @param state the guest
	 * @return the sum
	 */
	@Benchmark
	public int addBare(Bare state) {
		return state.call("add", Val.fromI32(20), Val.fromI32(22))[0].i32();
	}

	/**
	 * Pass eight parameters of all types.
	 * @param state the guest
	 * @return a result
	 */
	@Benchmark
	public long eight(Bridged state) {
		return state.eight.callLong(1, 2L, 3f, 4d, 5, 6L, 7f, 8d);
	}

	/**
	 * Pass eight parameters of all types.
	 * @param state the guest
	 * @return a result
	 */
	@Benchmark
	public long eightBare(Bare state) {
		return state.call("eight", Val.fromI32(1), Val.fromI64(2), Val.fromF32(3), Val.fromF64(4), Val.fromI32(5),
				Val.fromI64(6), Val.fromF32(7), Val.fromF64(8))[0]
			.i64();
	}

	/**
	 * Get four results of all types.
	 * @param state the guest
	 * @return the results
	 */
	@Benchmark
	public @Nullable Object four(Bridged state) {
		return state.four.call(1);
	}

	/**
	 * Get four results of all types.
	 * @param state the guest
	 * @return the results
	 */
	@Benchmark
	public List<Object> fourBare(Bare state) {
		Val[] results = state.call("four", Val.fromI32(1));
		return List.of(results[0].i32(), results[1].i64(), results[2].f32(), results[3].f64());
	}

	/**
	 * Add two columns.
	 * @param state the guest
	 * @return the sums
	 */
	@Benchmark
	@OperationsPerInvocation(ITEMS)
	public int[] column(Bridged state) {
		return state.add.mapInt(state.first, state.second);
	}

	/**
	 * Add two numbers.
	 * @param state the guest
	 * @return the sum
	 */
	@Benchmark
	public int addChicory(Chicory state) {
		return (int) state.add.apply(20, 22)[0];
	}

	/**
	 * Add two columns, item by item.
	 * @param state the guest
	 * @param columns the columns
	 * @return the sums
	 */
	@Benchmark
	@OperationsPerInvocation(ITEMS)
	public int[] columnChicory(Chicory state, Bridged columns) {
		int[] sums = new int[ITEMS];
		for (int i = 0; i < ITEMS; i++) {
			sums[i] = (int) state.add.apply(columns.first[i], columns.second[i])[0];
		}
		return sums;
	}

	/**
	 * Have the guest call a Java function of two parameters and one result.
	 * @param state the guest
	 */
	@Benchmark
	@OperationsPerInvocation(HOST_CALLS)
	public void host(Bridged state) {
		state.repeat.callVoid(HOST_CALLS);
	}

	/**
	 * Have the guest call a Java function of two parameters and one result.
	 * @param state the guest
	 */
	@Benchmark
	@OperationsPerInvocation(HOST_CALLS)
	public void hostBare(Bare state) {
		state.call("repeat", Val.fromI32(HOST_CALLS));
	}

	/**
	 * A guest over the bridge.
	 */
	@State(Scope.Benchmark)
	public static class Bridged {

		private static final FunctionType BINARY = FunctionType.of(List.of(ValueType.I32, ValueType.I32),
				List.of(ValueType.I32));

		final int[] first = new int[ITEMS];

		final int[] second = new int[ITEMS];

		private final WasmtimeRuntime runtime = new WasmtimeRuntime();

		private final WasmModule module = this.runtime.module(Guests.caller())
			.hostFunctions(HostFunction.of("env", "plus", BINARY, (caller, args) -> (int) args[0] + (int) args[1]))
			.build();

		private final WasmInstance instance = this.module.instantiate();

		final WasmFunction add = this.instance.function("add");

		final WasmFunction eight = this.instance.function("eight");

		final WasmFunction four = this.instance.function("four");

		final WasmFunction repeat = this.instance.function("repeat");

		/**
		 * Fill the columns.
		 */
		@Setup
		public void fill() {
			for (int i = 0; i < ITEMS; i++) {
				this.first[i] = i;
				this.second[i] = -3 * i;
			}
		}

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.instance.close();
			this.module.close();
			this.runtime.close();
		}

	}

	/**
	 * A guest of the peer in Java.
	 */
	@State(Scope.Benchmark)
	public static class Chicory {

		final ExportFunction add = new ChicoryBinding(Guests.caller()).warm("add");

	}

	/**
	 * A guest of the bare binding.
	 */
	@State(Scope.Benchmark)
	public static class Bare {

		private final BareBinding binding = new BareBinding(Guests.caller());

		private final Store<Void> store = this.binding.newStore();

		private final Func plus = WasmFunctions.wrap(this.store, WasmValType.I32, WasmValType.I32, WasmValType.I32,
				Integer::sum);

		private final Instance instance = this.binding.newInstance(this.store, List.of(Extern.fromFunc(this.plus)));

		private final Map<String, Func> functions = new HashMap<>();

		Val[] call(String export, Val... args) {
			return this.functions
				.computeIfAbsent(export, (name) -> this.instance.getFunc(this.store, name).orElseThrow())
				.call(this.store, args);
		}

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.functions.values().forEach(Func::dispose);
			this.instance.dispose();
			this.plus.dispose();
			this.store.dispose();
			this.binding.close();
		}

	}

}
