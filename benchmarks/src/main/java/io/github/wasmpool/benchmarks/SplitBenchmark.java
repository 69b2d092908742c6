package io.github.wasmpool.benchmarks;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import com.dylibso.chicory.runtime.ExportFunction;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * The speed of a guest whose code is apart from its state, as a snapshot makes it, and of
 * the same guest as one module, and with Chicory.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SplitBenchmark {

	/**
	 * Work with a memory of its own.
	 * @param state the instance
	 * @return the answer
	 */
	@Benchmark
	public int whole(Whole state) {
		return state.work.callInt();
	}

	/**
	 * Work with the memory of another module.
	 * @param state the instance
	 * @return the answer
	 */
	@Benchmark
	public int split(Split state) {
		return state.work.callInt();
	}

	/**
	 * Work in Java.
	 * @param state the instance
	 * @return the answer
	 */
	@Benchmark
	public int chicory(Chicory state) {
		return (int) state.work.apply()[0];
	}

	/**
	 * An instance of the peer in Java.
	 */
	@State(Scope.Benchmark)
	public static class Chicory {

		/** What the guest does: sum, fib or sort. */
		@Param("sum")
		String kind = "sum";

		private ExportFunction work;

		/**
		 * Compile, and make an instance that stays.
		 */
		@Setup
		public void compile() {
			this.work = new ChicoryBinding(Guests.working()).warm(this.kind);
		}

	}

	/**
	 * An instance of one module.
	 */
	@State(Scope.Benchmark)
	public static class Whole {

		/** What the guest does: sum, fib or sort. */
		@Param("sum")
		String kind = "sum";

		private WasmtimeRuntime runtime;

		private WasmModule module;

		private WasmInstance instance;

		/** The function that works. */
		WasmFunction work;

		/**
		 * Compile, and make an instance that stays.
		 */
		@Setup
		public void compile() {
			this.runtime = new WasmtimeRuntime();
			this.module = module(this.runtime.module(Guests.working()).build());
			this.instance = this.module.instantiate();
			this.work = this.instance.function(this.kind);
		}

		WasmModule module(WasmModule compiled) {
			return compiled;
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
	 * An instance whose memory is that of another module.
	 */
	@State(Scope.Benchmark)
	public static class Split extends Whole {

		@Override
		WasmModule module(WasmModule compiled) {
			try (compiled) {
				return compiled.snapshot((guest) -> guest.memory().writeByte(0, (byte) 0));
			}
		}

	}

}
