package io.github.wasmpool.benchmarks;

import java.util.concurrent.TimeUnit;

import io.github.wasmpool.SharedWasmMemory;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Java's way into a memory that instances share, beside the memory of one instance.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SharedMemoryBenchmark {

	private static final int BLOCK = 1 << 20;

	/**
	 * Copy 1 MiB into the shared memory.
	 * @param state the memories
	 */
	@Benchmark
	public void writeShared(Memories state) {
		state.shared.write(0, state.block);
	}

	/**
	 * Copy 1 MiB into the memory of an instance.
	 * @param state the memories
	 */
	@Benchmark
	public void writeOwn(Memories state) {
		state.own.write(0, state.block);
	}

	/**
	 * Copy 1 MiB out of the shared memory.
	 * @param state the memories
	 */
	@Benchmark
	public void readShared(Memories state) {
		state.shared.read(0, state.block, 0, BLOCK);
	}

	/**
	 * Copy 1 MiB out of the memory of an instance.
	 * @param state the memories
	 */
	@Benchmark
	public void readOwn(Memories state) {
		state.own.read(0, state.block, 0, BLOCK);
	}

	/**
	 * Add to a number in the shared memory.
	 * @param state the memories
	 * @return the number before
	 */
	@Benchmark
	public int addShared(Memories state) {
		return state.shared.addInt(0, 1);
	}

	/**
	 * A memory that instances share, and one that belongs to an instance.
	 */
	@State(Scope.Benchmark)
	public static class Memories {

		final byte[] block = new byte[BLOCK];

		private final WasmtimeRuntime runtime = new WasmtimeRuntime();

		private final WasmModule sharing = this.runtime.module(Guests.sharing()).sharedMemory(true).build();

		private final WasmPool pool = this.runtime.pool(this.sharing).size(1).build();

		private final WasmModule module = this.runtime.module(Guests.calculator()).build();

		private final WasmInstance instance = this.module.instantiate();

		final SharedWasmMemory shared = this.pool.sharedMemory();

		final WasmMemory own = this.instance.memory();

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.instance.close();
			this.module.close();
			this.pool.close();
			this.sharing.close();
			this.runtime.close();
		}

	}

}
