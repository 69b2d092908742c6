package io.github.wasmpool.benchmarks;

import java.util.concurrent.TimeUnit;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A flag evaluator with a configuration of 100 kB: as a seed, and set by hand in each
 * loan.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SeedBenchmark {

	/**
	 * Borrow an evaluator that begins with its configuration, evaluate, return.
	 * @param state the pool
	 * @return the version it tells
	 */
	@Benchmark
	public int seeded(Seeded state) {
		try (WasmInstance evaluator = state.guests.pool.acquire()) {
			return FlagEvaluator.evaluate(evaluator);
		}
	}

	/**
	 * Borrow an evaluator, configure it, evaluate, return.
	 * @param state the pool
	 * @return the version it tells
	 */
	@Benchmark
	public int configured(Unseeded state) {
		try (WasmInstance evaluator = state.guests.pool.acquire()) {
			FlagEvaluator.configure(evaluator, 0);
			return FlagEvaluator.evaluate(evaluator);
		}
	}

	/**
	 * Seed the pool anew, borrow the first evaluator that has the configuration, return.
	 * @param state the pool
	 */
	@Benchmark
	public void reseed(Seeded state) {
		state.next();
		state.guests.pool.acquire().close();
	}

	/**
	 * Seed the pool anew, borrow the first evaluator that has the configuration,
	 * evaluate, return.
	 * @param state the pool
	 * @return the version it tells
	 */
	@Benchmark
	public int reseedAndEvaluate(Seeded state) {
		int expected = state.next();
		int version = seeded(state);
		if (version != expected) {
			throw new IllegalStateException("version " + version + " instead of " + expected);
		}
		return version;
	}

	/**
	 * Configure an evaluator that was just made: what a seed cannot do without.
	 * @param state the evaluator
	 */
	@Benchmark
	public void configure(New state) {
		FlagEvaluator.configure(state.evaluator, 0);
	}

	/**
	 * Compile the module, and free the code.
	 * @param state the runtime
	 * @return its name
	 */
	@Benchmark
	public String compile(Compiling state) {
		try (WasmModule module = RealGuest.FEATURE_FLAGS.declare(state.runtime).build()) {
			return module.name();
		}
	}

	/**
	 * Evaluators that begin with a configuration.
	 */
	@State(Scope.Benchmark)
	public static class Seeded {

		private final OnePool guests = new OnePool(RealGuest.FEATURE_FLAGS::declare, ResetPolicy.FRESH);

		private int seeds;

		/**
		 * Seed the pool.
		 */
		public Seeded() {
			next();
		}

		final int next() {
			int version = this.seeds++ % FlagEvaluator.VERSIONS;
			this.guests.pool.reseed((evaluator) -> FlagEvaluator.configure(evaluator, version));
			return version;
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
	 * Evaluators that do not.
	 */
	@State(Scope.Benchmark)
	public static class Unseeded {

		private final OnePool guests = new OnePool(RealGuest.FEATURE_FLAGS::declare, ResetPolicy.FRESH);

		/**
		 * Close the pool.
		 */
		@TearDown
		public void close() {
			this.guests.close();
		}

	}

	/**
	 * An evaluator that was just made.
	 */
	@State(Scope.Thread)
	public static class New {

		private final WasmtimeRuntime runtime = new WasmtimeRuntime();

		private final WasmModule module = RealGuest.FEATURE_FLAGS.declare(this.runtime).build();

		private WasmInstance evaluator = this.module.instantiate();

		/**
		 * Make another one.
		 */
		@Setup(Level.Invocation)
		public void renew() {
			this.evaluator.close();
			this.evaluator = this.module.instantiate();
		}

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.evaluator.close();
			this.module.close();
			this.runtime.close();
		}

	}

	/**
	 * What compiles.
	 */
	@State(Scope.Benchmark)
	public static class Compiling {

		private final WasmtimeRuntime runtime = new WasmtimeRuntime();

		/**
		 * Close the runtime.
		 */
		@TearDown
		public void close() {
			this.runtime.close();
		}

	}

}
