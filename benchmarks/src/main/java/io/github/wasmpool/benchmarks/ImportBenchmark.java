package io.github.wasmpool.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.WasmFunctions;
import io.github.kawamuray.wasmtime.WasmValType;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A new instance of a guest that imports twenty functions, and a fresh loan of one,
 * against one of a guest that imports none.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ImportBenchmark {

	private static final int IMPORTS = 20;

	private static final FunctionType BINARY = FunctionType.of(List.of(ValueType.I32, ValueType.I32),
			List.of(ValueType.I32));

	/**
	 * Make an instance, free it.
	 * @param state the module
	 * @return whether it is healthy
	 */
	@Benchmark
	public boolean linked(Linked state) {
		try (WasmInstance instance = state.module.instantiate()) {
			return instance.isHealthy();
		}
	}

	/**
	 * Make a store, twenty functions and an instance, free them.
	 * @param state the module
	 * @return the number of functions
	 */
	@Benchmark
	public int linkedBare(Bare state) {
		List<Func> functions = new ArrayList<>();
		List<Extern> externs = new ArrayList<>();
		Store<Void> store = state.binding.newStore();
		for (int i = 0; i < IMPORTS; i++) {
			Func function = WasmFunctions.wrap(store, WasmValType.I32, WasmValType.I32, WasmValType.I32, Integer::sum);
			functions.add(function);
			externs.add(Extern.fromFunc(function));
		}
		Instance instance = state.binding.newInstance(store, externs);
		functions.forEach(Func::dispose);
		instance.dispose();
		store.dispose();
		return functions.size();
	}

	/**
	 * Borrow a fresh instance, add, return.
	 * @param state the pool
	 * @return the sum
	 */
	@Benchmark
	public int loan(Lent state) {
		try (WasmInstance instance = state.guests.pool.acquire()) {
			return instance.callInt("add", 20, 22);
		}
	}

	/**
	 * Borrow a fresh instance of a guest without imports, add, return.
	 * @param state the pool
	 * @return the sum
	 */
	@Benchmark
	public int loanWithout(LentWithout state) {
		return loan(state);
	}

	private static HostFunction[] functions(int imports) {
		HostFunction[] functions = new HostFunction[imports];
		for (int i = 0; i < functions.length; i++) {
			functions[i] = HostFunction.of("env", "f" + i, BINARY, (caller, args) -> (int) args[0] + (int) args[1]);
		}
		return functions;
	}

	/**
	 * A pool of guests with host functions.
	 */
	@State(Scope.Benchmark)
	public static class Lent {

		private OnePool guests;

		/**
		 * Fill the pool.
		 */
		@Setup
		public void fill() {
			this.guests = new OnePool(
					(runtime) -> runtime.module(Guests.importing(imports())).hostFunctions(functions(imports())),
					ResetPolicy.FRESH);
		}

		int imports() {
			return IMPORTS;
		}

		/**
		 * Close the pool.
		 */
		@TearDown
		public void close() {
			this.guests.close();
		}

	}

	/**
	 * A pool of guests without host functions.
	 */
	@State(Scope.Benchmark)
	public static class LentWithout extends Lent {

		@Override
		int imports() {
			return 0;
		}

	}

	/**
	 * A module with its host functions.
	 */
	@State(Scope.Benchmark)
	public static class Linked {

		private final WasmtimeRuntime runtime = new WasmtimeRuntime();

		private final WasmModule module = this.runtime.module(Guests.importing(IMPORTS))
			.hostFunctions(functions(IMPORTS))
			.build();

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.module.close();
			this.runtime.close();
		}

	}

	/**
	 * A module of the bare binding.
	 */
	@State(Scope.Benchmark)
	public static class Bare {

		private final BareBinding binding = new BareBinding(Guests.importing(IMPORTS));

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.binding.close();
		}

	}

}
