package io.github.wasmpool.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Borrow and return with Stormpot 4, which needs Java 21. This project is compiled for
 * Java 17, so Stormpot is called through method handles; they are constants, which the
 * compiler of the JVM inlines like a plain call.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StormpotBenchmark {

	/** The Java that Stormpot needs. */
	static final int JAVA = 21;

	private static final MethodHandle POOL_OF;

	private static final MethodHandle CLAIM;

	private static final MethodHandle RELEASE;

	private static final Object TIMEOUT;

	static {
		try {
			Class<?> pool = Class.forName("stormpot.Pool");
			Class<?> poolable = Class.forName("stormpot.Poolable");
			Class<?> timeout = Class.forName("stormpot.Timeout");
			MethodHandles.Lookup lookup = MethodHandles.publicLookup();
			POOL_OF = lookup.findStatic(pool, "of", MethodType.methodType(pool, Object[].class))
				.asFixedArity()
				.asType(MethodType.methodType(Object.class, Object[].class));
			CLAIM = lookup.findVirtual(pool, "claim", MethodType.methodType(poolable, timeout))
				.asType(MethodType.methodType(Object.class, Object.class, Object.class));
			RELEASE = lookup.findVirtual(poolable, "release", MethodType.methodType(void.class))
				.asType(MethodType.methodType(void.class, Object.class));
			TIMEOUT = timeout.getConstructor(Duration.class).newInstance(Duration.ofSeconds(5));
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * A pool around given objects, which is Stormpot at its leanest: nothing expires,
	 * nothing is made in the background.
	 * @param state the pool
	 * @return what was borrowed
	 * @throws Throwable if there is none
	 */
	@Benchmark
	public Object stormpot(Stormpot state) throws Throwable {
		Object object = (Object) CLAIM.invokeExact(state.pool, TIMEOUT);
		RELEASE.invokeExact(object);
		return object;
	}

	/**
	 * A pool of Stormpot.
	 */
	@State(Scope.Benchmark)
	public static class Stormpot {

		private Object pool;

		/**
		 * Make the pool. It has nothing to close.
		 * @param size its size
		 * @throws Throwable if that fails
		 */
		@Setup
		public void fill(BorrowBenchmark.Size size) throws Throwable {
			Object[] objects = IntStream.range(0, size.size).mapToObj((index) -> new Object()).toArray();
			this.pool = (Object) POOL_OF.invokeExact(objects);
		}

	}

}
