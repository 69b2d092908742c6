package io.github.wasmpool.benchmarks;

import java.util.concurrent.TimeUnit;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmEngineStats;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntimeListener;
import io.github.wasmpool.metrics.WasmPoolMetrics;
import io.github.wasmpool.metrics.WasmPoolObservations;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
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
 * What it costs a loan with a call in it to be seen: by meters, by observations that
 * become meters, by nobody.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SeenBenchmark {

	/**
	 * Borrow an instance, add, return; nobody looks.
	 * @param state the pool
	 * @return the sum
	 */
	@Benchmark
	public int unseen(Unseen state) {
		return state.loan();
	}

	/**
	 * The same with meters.
	 * @param state the pool
	 * @return the sum
	 */
	@Benchmark
	public int metered(Metered state) {
		return state.loan();
	}

	/**
	 * The same with meters, and observations that become meters.
	 * @param state the pool
	 * @return the sum
	 */
	@Benchmark
	public int observed(Observed state) {
		return state.loan();
	}

	/**
	 * A pool.
	 */
	@State(Scope.Benchmark)
	public static class Unseen {

		/** How loans begin. */
		@Param
		public ResetPolicy reset = ResetPolicy.FRESH;

		private WasmtimeRuntime runtime;

		private WasmPool pool;

		/**
		 * Fill the pool.
		 */
		@Setup
		public void fill() {
			this.runtime = new WasmtimeRuntime(EngineOptions.DEFAULTS, listeners(new SimpleMeterRegistry()));
			try (WasmModule module = this.runtime.module(Guests.calculator()).build()) {
				this.pool = this.runtime.pool(module).reset(this.reset).build();
			}
			this.pool.prefill();
		}

		WasmRuntimeListener[] listeners(MeterRegistry meters) {
			return new WasmRuntimeListener[0];
		}

		int loan() {
			try (WasmInstance instance = this.pool.acquire()) {
				return instance.callInt("add", 20, 22);
			}
		}

		/**
		 * Close the pool.
		 */
		@TearDown
		public void close() {
			this.runtime.close();
		}

	}

	/**
	 * A pool with meters.
	 */
	public static class Metered extends Unseen {

		@Override
		WasmRuntimeListener[] listeners(MeterRegistry meters) {
			WasmPoolMetrics metrics = new WasmPoolMetrics(() -> new WasmEngineStats(0, 0));
			metrics.bindTo(meters);
			return new WasmRuntimeListener[] { metrics };
		}

	}

	/**
	 * A pool with meters and observations.
	 */
	public static class Observed extends Metered {

		@Override
		WasmRuntimeListener[] listeners(MeterRegistry meters) {
			ObservationRegistry observations = ObservationRegistry.create();
			observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
			return new WasmRuntimeListener[] { super.listeners(meters)[0],
					new WasmPoolObservations(observations, null, null) };
		}

	}

}
