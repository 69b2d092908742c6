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
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * A warm loan with a call in it, against the bare binding, alone and shared by all
 * threads, and what two threads gain. The pool has the default size.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LoanBenchmark {

	/** Takes about 25 µs, and no memory. */
	private static final int FIBONACCI = 20;

	/**
	 * Borrow a warm instance, add, return.
	 * @param state the pool
	 * @return the sum
	 */
	@Benchmark
	public int warm(WarmPool state) {
		try (WasmInstance instance = state.pool.acquire()) {
			return instance.callInt("add", 20, 22);
		}
	}

	/**
	 * Add, on an instance and a function that stay.
	 * @param state the instance
	 * @return the sum
	 */
	@Benchmark
	public int warmBare(Bare state) {
		return state.warm.call(Val.fromI32(20), Val.fromI32(22));
	}

	/**
	 * Borrow a warm instance, compute, return.
	 * @param state the pool
	 * @return a Fibonacci number
	 */
	@Benchmark
	public int compute(WarmPool state) {
		try (WasmInstance instance = state.pool.acquire()) {
			return instance.callInt("fib", FIBONACCI);
		}
	}

	/**
	 * Add, on the one instance that all threads share, as it is done without a pool.
	 * @param state the instance
	 * @return the sum
	 */
	@Benchmark
	public int warmShared(Bare state) {
		synchronized (state) {
			return state.warm.call(Val.fromI32(20), Val.fromI32(22));
		}
	}

	/**
	 * Compute, on the one instance that all threads share.
	 * @param state the instance
	 * @return a Fibonacci number
	 */
	@Benchmark
	public int computeShared(Bare state) {
		synchronized (state) {
			return state.fib.call(Val.fromI32(FIBONACCI));
		}
	}

	/**
	 * Compute the same in Java: what two threads gain on this machine at best.
	 * @return a Fibonacci number
	 */
	@Benchmark
	public int computeInJava() {
		return fibonacci(FIBONACCI);
	}

	private static int fibonacci(int n) {
		return (n < 2) ? n : fibonacci(n - 1) + fibonacci(n - 2);
	}

	/**
	 * A pool of warm instances.
	 */
	@State(Scope.Benchmark)
	public static class WarmPool {

		private WasmtimeRuntime runtime;

		WasmPool pool;

		/**
		 * Fill the pool.
		 */
		@Setup
		public void fill() {
			this.runtime = new WasmtimeRuntime();
			try (WasmModule module = this.runtime.module(Guests.calculator()).build()) {
				this.pool = this.runtime.pool(module).reset(ResetPolicy.WARM).build();
			}
			this.pool.prefill();
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
	 * The bare binding.
	 */
	@State(Scope.Benchmark)
	public static class Bare {

		private BareBinding binding;

		private BareBinding.Warm warm;

		private BareBinding.Warm fib;

		/**
		 * Compile, and make instances that stay.
		 */
		@Setup
		public void compile() {
			this.binding = new BareBinding(Guests.calculator());
			this.warm = this.binding.warm("add");
			this.fib = this.binding.warm("fib");
		}

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.warm.close();
			this.fib.close();
			this.binding.close();
		}

	}

}
