package io.github.wasmpool.coordination;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmChunks;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmMapper;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.WasmStage;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Instances that work together: what each operation is, in terms of rounds of work.
 */
final class Coordinator implements WasmCoordinator {

	private final Supplier<WasmPoolStats> stats;

	private final Leases leases;

	private final Helpers helpers;

	/**
	 * Create a coordinator.
	 * @param stats takes a snapshot of the numbers of the pool
	 * @param leases the instances
	 * @param helpers help the calling threads
	 */
	Coordinator(Supplier<WasmPoolStats> stats, Leases leases, Helpers helpers) {
		this.stats = stats;
		this.leases = leases;
		this.helpers = helpers;
	}

	@Override
	public int size() {
		return this.leases.size();
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> List<T> broadcast(WasmCallback<T, E> work) throws E {
		Objects.requireNonNull(work, "'work' must not be null");
		return operate(() -> {
			Results<T> results = new Results<>(size());
			perform(size(), (item, instance) -> results.set(item, this.leases.get(instance).call(work)))
				.<E>throwFirst();
			return results.list();
		});
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T pipeline(T input, WasmStage<T, E> stage) throws E {
		Objects.requireNonNull(stage, "'stage' must not be null");
		return pipeline(input, Collections.nCopies(size(), stage));
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T pipeline(T input, List<? extends WasmStage<T, E>> stages)
			throws E {
		List<WasmStage<T, E>> all = List.copyOf(stages);
		if (all.size() > size()) {
			throw new IllegalArgumentException("A pipeline of " + Wording.count(all.size(), "stage")
					+ " needs as many instances, but the coordinator has " + size() + "; lease more");
		}
		return operate(() -> {
			T value = input;
			for (int i = 0; i < all.size(); i++) {
				if (Thread.currentThread().isInterrupted()) {
					throw interrupted();
				}
				value = apply(this.leases.get(i), all.get(i), value);
			}
			return value;
		});
	}

	private static <T extends @Nullable Object, E extends Exception> T apply(Lease lease, WasmStage<T, E> stage,
			T value) throws E {
		return lease.call((instance) -> stage.apply(instance, value));
	}

	@Override
	public <C extends @Nullable Object, R extends @Nullable Object, O extends @Nullable Object, E extends Exception> O mapReduce(
			WasmChunks<C> chunks, WasmMapper<C, R, E> map, Function<? super List<R>, ? extends O> reduce) throws E {
		Objects.requireNonNull(reduce, "'reduce' must not be null");
		return reduce.apply(map(chunks, map));
	}

	@Override
	public <C extends @Nullable Object, R extends @Nullable Object, E extends Exception> R mapReduce(
			WasmChunks<C> chunks, WasmMapper<C, R, E> map, BinaryOperator<R> reduce) throws E {
		Objects.requireNonNull(reduce, "'reduce' must not be null");
		if (chunks.count() == 0) {
			throw new IllegalArgumentException(
					"There is no data to make a result of; use a 'reduce' that takes a list of results, and gets none");
		}
		List<R> results = map(chunks, map);
		R result = results.get(0);
		for (R next : results.subList(1, results.size())) {
			result = reduce.apply(result, next);
		}
		return result;
	}

	private <C extends @Nullable Object, R extends @Nullable Object, E extends Exception> List<R> map(
			WasmChunks<C> chunks, WasmMapper<C, R, E> map) throws E {
		Objects.requireNonNull(map, "'map' must not be null");
		return operate(() -> {
			Results<R> results = new Results<>(chunks.count());
			perform(chunks.count(), (item, instance) -> {
				C chunk = chunks.get(item);
				results.set(item, this.leases.usable(instance).call((guest) -> map.map(guest, chunk)));
			}).<E>throwFirst();
			return results.list();
		});
	}

	@Override
	public int[] mapInt(String export, int[]... columns) {
		return mapColumns(export, columns, ColumnType.INT);
	}

	@Override
	public long[] mapLong(String export, long[]... columns) {
		return mapColumns(export, columns, ColumnType.LONG);
	}

	@Override
	public float[] mapFloat(String export, float[]... columns) {
		return mapColumns(export, columns, ColumnType.FLOAT);
	}

	@Override
	public double[] mapDouble(String export, double[]... columns) {
		return mapColumns(export, columns, ColumnType.DOUBLE);
	}

	private <A> A mapColumns(String export, A[] columns, ColumnType<A> type) {
		Objects.requireNonNull(export, "'export' must not be null");
		Objects.requireNonNull(columns, "'columns' must not be null");
		A[] copy = columns.clone();
		for (A column : copy) {
			Objects.requireNonNull(column, "'columns' must not contain null");
		}
		return this.<A, RuntimeException>operate(() -> {
			Lease first = this.leases.get(0);
			if (!SplitColumns.isFit(first.instance().function(export), copy, type)) {
				// The function says what is wrong with them
				return first.<A, RuntimeException>call((guest) -> type.map(guest.function(export), copy));
			}
			SplitColumns<A> split = new SplitColumns<>(type, export, copy, size());
			Failures failures = perform(split.parts(), (part, instance) -> split.map(part, this.leases.get(instance)));
			failures.replaceAll(split::whole);
			failures.throwLowest();
			return split.results();
		});
	}

	/**
	 * Do items of work, each with an instance.
	 * @return what went wrong
	 */
	private Failures perform(int items, Round.Work work) {
		Round round = new Round(items, size(), work, this::interrupted);
		this.helpers.perform(round);
		return round.failures();
	}

	private <T extends @Nullable Object, E extends Exception> T operate(Operation<T, E> operation) throws E {
		this.leases.begin();
		try {
			if (Thread.currentThread().isInterrupted()) {
				throw interrupted();
			}
			this.leases.mend();
			return operation.run();
		}
		finally {
			this.leases.end();
		}
	}

	private WasmPoolInterruptedException interrupted() {
		return new WasmPoolInterruptedException(this.stats.get(),
				"interrupted while instances work together, nothing more is begun", new InterruptedException());
	}

	@Override
	public void close() {
		this.leases.close();
	}

	@FunctionalInterface
	private interface Operation<T extends @Nullable Object, E extends Exception> {

		T run() throws E;

	}

}
