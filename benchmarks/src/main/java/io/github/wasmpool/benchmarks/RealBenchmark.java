package io.github.wasmpool.benchmarks;

import java.util.concurrent.TimeUnit;

import io.github.wasmpool.ResetPolicy;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A loan with a typical call of modules that people use: in the first state, and in
 * whatever state the loan before left; and the same with Chicory.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RealBenchmark {

	/**
	 * Borrow in the first state, use it, return.
	 * @param state the pool
	 * @return the answer
	 */
	@Benchmark
	public int fresh(FreshPool state) {
		return state.loan();
	}

	/**
	 * Borrow in whatever state, use it, return.
	 * @param state the pool
	 * @return the answer
	 */
	@Benchmark
	public int warm(WarmPool state) {
		return state.loan();
	}

	/**
	 * Make an instance of Chicory, use it.
	 * @param state the compiled module
	 * @return the answer
	 */
	@Benchmark
	public int chicory(Chicory state) {
		return state.guest.call(new Guest.OfChicory(state.binding.instance()));
	}

	/**
	 * Use an instance of Chicory that stays.
	 * @param state the instance
	 * @return the answer
	 */
	@Benchmark
	public int chicoryWarm(Chicory state) {
		return state.guest.call(state.instance);
	}

	/**
	 * The peer in Java.
	 */
	@State(Scope.Benchmark)
	public static class Chicory {

		/** The module. */
		@Param
		RealGuest guest = RealGuest.LLHTTP;

		private ChicoryBinding binding;

		private Guest instance;

		/**
		 * Compile, make an instance that stays, and see whether it answers.
		 */
		@Setup
		public void compile() {
			this.binding = new ChicoryBinding(this.guest.binary());
			this.instance = new Guest.OfChicory(this.binding.instance());
			int answer = this.guest.call(this.instance);
			if (answer <= 0) {
				throw new IllegalStateException(this.guest + " answers " + answer);
			}
		}

	}

	/**
	 * A pool whose loans begin in the first state.
	 */
	@State(Scope.Benchmark)
	public static class FreshPool extends LentPool {

		/** The module. */
		@Param
		RealGuest guest = RealGuest.LLHTTP;

		/**
		 * Fill the pool, and see whether the module answers.
		 */
		@Setup
		public void fill() {
			fill(this.guest::declare);
			int answer = loan();
			if (answer <= 0) {
				throw new IllegalStateException(this.guest + " answers " + answer);
			}
		}

		int loan() {
			return loan(this.guest::call);
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

}
