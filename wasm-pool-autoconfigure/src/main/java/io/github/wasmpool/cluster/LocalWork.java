package io.github.wasmpool.cluster;

import java.util.List;

import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmPool;

/**
 * The same work on the pool of this member alone, at the cost of that.
 */
final class LocalWork {

	private LocalWork() {
	}

	/**
	 * Call a function for columns.
	 * @param pool the pool
	 * @param kind the type of the columns
	 * @param export the name of the function
	 * @param columns the columns
	 * @return its results
	 */
	static Object map(WasmPool pool, ColumnKind kind, String export, Object[] columns) {
		try (WasmCoordinator team = pool.coordinator(MemberPools.slots(pool))) {
			return switch (kind) {
				case INT -> team.mapInt(export, (int[][]) columns);
				case LONG -> team.mapLong(export, (long[][]) columns);
				case FLOAT -> team.mapFloat(export, (float[][]) columns);
				case DOUBLE -> team.mapDouble(export, (double[][]) columns);
			};
		}
	}

	/**
	 * Make a result of each chunk of a list, and one of all these.
	 * @param pool the pool
	 * @param data the list
	 * @param map makes the result of a chunk
	 * @param reduce makes one of all
	 * @return what {@code reduce} returned
	 */
	static <D, C, R> R mapReduce(WasmPool pool, List<D> data, ClusterMapper<D, C> map, ClusterReducer<C, R> reduce) {
		try (WasmCoordinator team = pool.coordinator(MemberPools.slots(pool))) {
			return team.<D, C, R, Exception>mapReduce(data, map::map, (results) -> reduce.reduce(List.copyOf(results)));
		}
		catch (Exception ex) {
			throw unchecked(pool, ex);
		}
	}

	/**
	 * Do some work with one instance.
	 * @param pool the pool
	 * @param work what to do
	 * @return its result
	 */
	static <T> T call(WasmPool pool, ClusterCallback<T> work) {
		try {
			return pool.<T, Exception>withInstance(work::call);
		}
		catch (Exception ex) {
			throw unchecked(pool, ex);
		}
	}

	private static RuntimeException unchecked(WasmPool pool, Exception ex) {
		return (ex instanceof WasmException || ex instanceof IllegalArgumentException) ? (RuntimeException) ex
				: new WasmClusterException(pool.name(), "A function failed: " + ex, ex);
	}

}
