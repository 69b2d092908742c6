package io.github.wasmpool.benchmarks;

import java.util.concurrent.TimeUnit;

import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.type.MemoryLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A fresh loan of a guest in Rust whose memory grows by a page in each, against a new
 * instance of the bare binding. Without a reserve the pool makes a new instance, too.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GrowingBenchmark {

	private static final int WORDS = 10;

	/**
	 * Borrow, count words, return.
	 * @param state the pool
	 * @return a count
	 */
	@Benchmark
	public int reserved(Reserved state) {
		try (WasmInstance instance = state.guests.pool.acquire()) {
			return instance.callInt("most_frequent", WORDS);
		}
	}

	/**
	 * New store, new instance, count words, dispose.
	 * @param state the compiled module
	 * @return a count
	 */
	@Benchmark
	public int bare(Bare state) {
		return state.binding.fresh("most_frequent", Val.fromI32(WORDS));
	}

	/**
	 * A pool of guests whose memory has a reserve.
	 */
	@State(Scope.Benchmark)
	public static class Reserved {

		/** The pages of the reserve. */
		@Param({ "0", "16", "64", "256" })
		int reserve;

		private OnePool guests;

		/**
		 * Fill the pool.
		 */
		@Setup
		public void fill() {
			this.guests = new OnePool((runtime) -> runtime.module(Guests.words())
				.memory(MemoryLimits.of(17, 512))
				.memoryReserve(this.reserve), ResetPolicy.FRESH);
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
	 * The bare binding.
	 */
	@State(Scope.Benchmark)
	public static class Bare {

		private final BareBinding binding = new BareBinding(Guests.words());

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.binding.close();
		}

	}

}
