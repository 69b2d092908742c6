package io.github.wasmpool.benchmarks;

import java.util.concurrent.TimeUnit;

import io.github.kawamuray.wasmtime.Val;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * The first state of a guest with 16 MiB of data: mapped into a new instance, put back in
 * place after a loan that wrote to ten pages, or copied back into a used instance.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ImageBenchmark {

	private static final int SOMEWHERE = 12_345_678;

	private static final int PAGES = 10;

	/** The pages lie all over the 16 MiB. */
	private static final int STRIDE = Guests.IMAGE_SIZE / PAGES / Guests.SYSTEM_PAGE * Guests.SYSTEM_PAGE;

	/**
	 * Make an instance, read, free it.
	 * @param state the module
	 * @return the byte
	 */
	@Benchmark
	public int instantiate(Mapped state) {
		try (WasmInstance instance = state.module.instantiate()) {
			return instance.callInt("peek", SOMEWHERE);
		}
	}

	/**
	 * Borrow in the first state, write to ten pages, return.
	 * @param state the pool
	 * @return where it ended
	 */
	@Benchmark
	public int loan(Lent state) {
		try (WasmInstance instance = state.guests.pool.acquire()) {
			return instance.callInt("write", PAGES, STRIDE);
		}
	}

	/**
	 * Copy 16 MiB into the memory of an instance that stays, read.
	 * @param state the instance
	 * @return the byte
	 */
	@Benchmark
	public int copy(Copied state) {
		state.warm.restore(state.image);
		return state.warm.call(Val.fromI32(SOMEWHERE));
	}

	/**
	 * A module with its data.
	 */
	@State(Scope.Benchmark)
	public static class Mapped {

		private WasmtimeRuntime runtime;

		private WasmModule module;

		/**
		 * Compile.
		 */
		@Setup
		public void compile() {
			this.runtime = new WasmtimeRuntime();
			this.module = this.runtime.module(Guests.imaged()).build();
		}

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
	 * A pool of guests with data.
	 */
	@State(Scope.Benchmark)
	public static class Lent {

		private final OnePool guests = new OnePool((runtime) -> runtime.module(Guests.imaged()), ResetPolicy.FRESH);

		/**
		 * Close the pool.
		 */
		@TearDown
		public void close() {
			this.guests.close();
		}

	}

	/**
	 * An instance of the bare binding, and the bytes it began with.
	 */
	@State(Scope.Benchmark)
	public static class Copied {

		private BareBinding binding;

		private BareBinding.Warm warm;

		private byte[] image;

		/**
		 * Compile, and make an instance that stays.
		 */
		@Setup
		public void compile() {
			this.image = Guests.image();
			this.binding = new BareBinding(Guests.imaged());
			this.warm = this.binding.warm("peek");
		}

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.warm.close();
			this.binding.close();
		}

	}

}
