package io.github.wasmpool.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.pool.PoolSettings;
import io.github.wasmpool.pool.PooledFactory;
import io.github.wasmpool.pool.ReuseLimits;
import io.github.wasmpool.pool.Slot;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.pool.SlotQuota;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Borrow and return, and nothing between: the mechanics alone, the mechanics with the
 * loan that guards an instance, and commons-pool2.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BorrowBenchmark {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/**
	 * The slots of the pool of this project, around an object that does nothing.
	 * @param state the pool
	 * @return what was borrowed
	 */
	@Benchmark
	public Object slotPool(Slots state) {
		Slot<Object> slot = state.pool.acquire(TIMEOUT);
		Object object = slot.object();
		state.pool.release(slot);
		return object;
	}

	/**
	 * A warm pool of instances, through the public API.
	 * @param state the pool
	 * @return what was borrowed
	 */
	@Benchmark
	public Object wasmPool(Instances state) {
		WasmInstance instance = state.pool.acquire();
		instance.close();
		return instance;
	}

	/**
	 * The pool of commons-pool2 as it comes, but for the number of its objects.
	 * @param state the pool
	 * @return what was borrowed
	 * @throws Exception if there is none
	 */
	@Benchmark
	public Object commonsPool(Commons state) throws Exception {
		Object object = state.pool.borrowObject();
		state.pool.returnObject(object);
		return object;
	}

	/**
	 * The pool of commons-pool2 without the statistics and the JMX bean it can do
	 * without.
	 * @param state the pool
	 * @return what was borrowed
	 * @throws Exception if there is none
	 */
	@Benchmark
	public Object commonsPoolTuned(TunedCommons state) throws Exception {
		Object object = state.pool.borrowObject();
		state.pool.returnObject(object);
		return object;
	}

	/**
	 * The pool of commons-pool2 that serves those who wait in turn, and nobody else
	 * first.
	 * @param state the pool
	 * @return what was borrowed
	 * @throws Exception if there is none
	 */
	@Benchmark
	public Object commonsPoolFair(FairCommons state) throws Exception {
		Object object = state.pool.borrowObject();
		state.pool.returnObject(object);
		return object;
	}

	/**
	 * How many objects each pool has.
	 */
	@State(Scope.Benchmark)
	public static class Size {

		/** Enough for each thread, or too few for 16. */
		@Param({ "16", "4" })
		public int size;

	}

	/**
	 * The mechanics of this project.
	 */
	@State(Scope.Benchmark)
	public static class Slots {

		private SlotPool<Object> pool;

		/**
		 * Fill the pool.
		 * @param size its size
		 */
		@Setup
		public void fill(Size size) {
			PoolSettings settings = new PoolSettings("slots", size.size, size.size, TIMEOUT, Integer.MAX_VALUE,
					ReuseLimits.NONE, null, Duration.ZERO);
			this.pool = new SlotPool<>(settings, new NothingToDo(), SlotQuota.UNLIMITED, Runnable::run, 1);
			this.pool.prefill();
		}

		/**
		 * Close the pool.
		 */
		@TearDown
		public void close() {
			this.pool.close();
		}

	}

	/**
	 * A pool of instances.
	 */
	@State(Scope.Benchmark)
	public static class Instances {

		private WasmtimeRuntime runtime;

		private WasmPool pool;

		/**
		 * Fill the pool.
		 * @param size its size
		 */
		@Setup
		public void fill(Size size) {
			this.runtime = new WasmtimeRuntime();
			try (WasmModule module = this.runtime.module(Guests.calculator()).build()) {
				this.pool = this.runtime.pool(module).size(size.size).reset(ResetPolicy.WARM).build();
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
	 * A pool of commons-pool2.
	 */
	@State(Scope.Benchmark)
	public static class Commons {

		GenericObjectPool<Object> pool;

		/**
		 * Fill the pool.
		 * @param size its size
		 * @throws Exception if that fails
		 */
		@Setup
		public void fill(Size size) throws Exception {
			this.pool = new GenericObjectPool<>(new Plain(), config(size.size));
			this.pool.addObjects(size.size);
		}

		GenericObjectPoolConfig<Object> config(int size) {
			GenericObjectPoolConfig<Object> config = new GenericObjectPoolConfig<>();
			config.setMaxTotal(size);
			config.setMaxIdle(size);
			return config;
		}

		/**
		 * Close the pool.
		 */
		@TearDown
		public void close() {
			this.pool.close();
		}

	}

	/**
	 * A pool of commons-pool2 that keeps no statistics and is not seen by JMX.
	 */
	@State(Scope.Benchmark)
	public static class TunedCommons extends Commons {

		@Override
		GenericObjectPoolConfig<Object> config(int size) {
			GenericObjectPoolConfig<Object> config = super.config(size);
			config.setCollectDetailedStatistics(false);
			config.setJmxEnabled(false);
			return config;
		}

	}

	/**
	 * A tuned pool of commons-pool2 that serves those who wait in turn.
	 */
	@State(Scope.Benchmark)
	public static class FairCommons extends TunedCommons {

		@Override
		GenericObjectPoolConfig<Object> config(int size) {
			GenericObjectPoolConfig<Object> config = super.config(size);
			config.setFairness(true);
			return config;
		}

	}

	private static final class NothingToDo implements PooledFactory<Object> {

		@Override
		public Object create() {
			return new Object();
		}

		@Override
		public @Nullable RetirementReason reset(Object object) {
			return null;
		}

		@Override
		public void destroy(Object object) {
		}

	}

	private static final class Plain extends BasePooledObjectFactory<Object> {

		@Override
		public Object create() {
			return new Object();
		}

		@Override
		public PooledObject<Object> wrap(Object object) {
			return new DefaultPooledObject<>(object);
		}

	}

}
