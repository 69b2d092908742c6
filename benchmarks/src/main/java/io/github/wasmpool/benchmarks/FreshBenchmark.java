package io.github.wasmpool.benchmarks;

import java.util.concurrent.TimeUnit;

import com.dylibso.chicory.runtime.ExportFunction;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.ResetPolicy;
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
 * A loan that begins in the first state of its guest, with one call that writes to its
 * memory, against the same on a warm instance and on a new one made by hand. Pools have
 * the default size.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FreshBenchmark {

	/**
	 * Borrow in the first state, add, return.
	 * @param state the pool
	 * @return the sum
	 */
	@Benchmark
	public int fresh(FreshPool state) {
		return state.loan();
	}

	/**
	 * Borrow in whatever state, add, return.
	 * @param state the pool
	 * @return the sum
	 */
	@Benchmark
	public int warm(WarmPool state) {
		return state.loan();
	}

	/**
	 * New store, new instance, add, dispose.
	 * @param state the compiled module
	 * @return the sum
	 */
	@Benchmark
	public int bare(Bare state) {
		return state.binding.fresh("add", Val.fromI32(20), Val.fromI32(22));
	}

	/**
	 * New instance of Chicory, add.
	 * @param state the compiled module
	 * @return the sum
	 */
	@Benchmark
	public int chicory(Chicory state) {
		return state.binding.fresh("add", 20, 22);
	}

	/**
	 * Add, on an instance of Chicory that stays.
	 * @param state the instance
	 * @return the sum
	 */
	@Benchmark
	public int chicoryCall(Chicory state) {
		return (int) state.add.apply(20, 22)[0];
	}

	/**
	 * The size of the guest.
	 */
	@State(Scope.Benchmark)
	public static class Size {

		/** The pages of its memory. */
		@Param({ "1", "17", "64" })
		int pages;

	}

	/**
	 * A pool whose loans begin in the first state.
	 */
	@State(Scope.Benchmark)
	public static class FreshPool extends LentPool {

		/**
		 * Fill the pool.
		 * @param size of the guest
		 */
		@Setup
		public void fill(Size size) {
			fill((runtime) -> runtime.module(Guests.noting(size.pages)));
		}

		int loan() {
			return loan((instance) -> instance.callInt("add", 20, 22));
		}

	}

	/**
	 * A pool of instances that keep their state.
	 */
	@State(Scope.Benchmark)
	public static class WarmPool extends FreshPool {

		@Override
		ResetPolicy reset() {
			return ResetPolicy.WARM;
		}

	}

	/**
	 * The bare binding.
	 */
	@State(Scope.Benchmark)
	public static class Bare {

		private BareBinding binding;

		/**
		 * Compile.
		 * @param size of the guest
		 */
		@Setup
		public void compile(Size size) {
			this.binding = new BareBinding(Guests.noting(size.pages));
		}

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.binding.close();
		}

	}

	/**
	 * The peer in Java.
	 */
	@State(Scope.Benchmark)
	public static class Chicory {

		private ChicoryBinding binding;

		private ExportFunction add;

		/**
		 * Compile, and make an instance that stays.
		 * @param size of the guest
		 */
		@Setup
		public void compile(Size size) {
			this.binding = new ChicoryBinding(Guests.noting(size.pages));
			this.add = this.binding.warm("add");
		}

	}

}
