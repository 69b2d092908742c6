package io.github.wasmpool.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;

/**
 * Loans of guests that take long to begin, from a snapshot and without: one that fills 16
 * MiB, and an interpreter that builds its heap and reads its library.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SnapshotBenchmark {

	private static final int PAGES = 10;

	/** The pages lie all over the 16 MiB. */
	private static final int STRIDE = Guests.IMAGE_SIZE / PAGES / Guests.SYSTEM_PAGE * Guests.SYSTEM_PAGE;

	private static final byte[] SCRIPT = "(sum (map (lambda (n) (* n n)) (range 0 20)))\0"
		.getBytes(StandardCharsets.US_ASCII);

	/**
	 * Borrow a guest with 16 MiB, write to ten pages, return.
	 * @param state the pool
	 * @return where it ended
	 */
	@Benchmark
	public int filled(Filled state) {
		try (WasmInstance instance = state.guests.pool.acquire()) {
			return instance.callInt("write", PAGES, STRIDE);
		}
	}

	/**
	 * Borrow a guest, have it fill 16 MiB, write to ten pages, return.
	 * @param state the pool
	 * @return where it ended
	 */
	@Benchmark
	public int filling(Empty state) {
		try (WasmInstance instance = state.guests.pool.acquire()) {
			instance.callVoid("fill");
			return instance.callInt("write", PAGES, STRIDE);
		}
	}

	/**
	 * Borrow an interpreter that was started, evaluate a script, return.
	 * @param state the pool
	 * @return the length of the answer
	 */
	@Benchmark
	public int started(Started state) {
		try (WasmInstance instance = state.guests.pool.acquire()) {
			return evaluate(instance);
		}
	}

	/**
	 * Borrow an interpreter, start it, evaluate a script, return.
	 * @param state the pool
	 * @return the length of the answer
	 */
	@Benchmark
	public int starting(Unstarted state) {
		try (WasmInstance instance = state.guests.pool.acquire()) {
			instance.callVoid("boot");
			return evaluate(instance);
		}
	}

	private static int evaluate(WasmInstance lisp) {
		lisp.memory().write(lisp.callInt("input"), SCRIPT);
		String answer = lisp.memory().readCString(lisp.callInt("evaluate"));
		if (!answer.equals("2470")) {
			throw new IllegalStateException(answer);
		}
		return answer.length();
	}

	/**
	 * Guests that have filled their memory.
	 */
	@State(Scope.Benchmark)
	public static class Filled {

		private final OnePool guests = new OnePool((runtime) -> runtime.module(Guests.filling()),
				(pool) -> pool.snapshot((guest) -> guest.callVoid("fill")));

		/**
		 * Close the pool.
		 */
		@TearDown
		public void close() {
			this.guests.close();
		}

	}

	/**
	 * Guests that have not.
	 */
	@State(Scope.Benchmark)
	public static class Empty {

		private final OnePool guests = new OnePool((runtime) -> runtime.module(Guests.filling()), ResetPolicy.FRESH);

		/**
		 * Close the pool.
		 */
		@TearDown
		public void close() {
			this.guests.close();
		}

	}

	/**
	 * Interpreters that were started once.
	 */
	@State(Scope.Benchmark)
	public static class Started {

		private final OnePool guests = new OnePool((runtime) -> runtime.module(Guests.lisp()),
				(pool) -> pool.snapshot((lisp) -> lisp.callVoid("boot")));

		/**
		 * Close the pool.
		 */
		@TearDown
		public void close() {
			this.guests.close();
		}

	}

	/**
	 * Interpreters that were not.
	 */
	@State(Scope.Benchmark)
	public static class Unstarted {

		private final OnePool guests = new OnePool((runtime) -> runtime.module(Guests.lisp()), ResetPolicy.FRESH);

		/**
		 * Close the pool.
		 */
		@TearDown
		public void close() {
			this.guests.close();
		}

	}

}
