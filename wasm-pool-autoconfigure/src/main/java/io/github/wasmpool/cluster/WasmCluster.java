package io.github.wasmpool.cluster;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmReplacementException;
import org.jspecify.annotations.Nullable;

/**
 * Work over all members of a cluster that have a pool, and modules and seeds for all of
 * them. It holds no instances.
 *
 * <p>
 * Work is cut into small parts, which members get as they finish the last, so that a slow
 * one does less. A member that dies, leaves, is paused or slow loses its part to another:
 * a part may run more than once, wholly or in part, and counts once. All parts of one
 * operation run the same module in the same published state; if that is replaced
 * meanwhile on all members, the operation begins again. A member without the pool, or
 * with another module, gets no work. Without other members all of it runs on the pool of
 * this one.
 *
 * <p>
 * Thread-safe. Not to be used from inside the functions that it runs. A thread that is
 * interrupted while it waits for members gets a {@link WasmClusterException}, with its
 * flag set.
 */
public interface WasmCluster {

	/**
	 * Call a function once for each item of columns.
	 * @param pool the name of the pool
	 * @param export the name of the function, which takes as many i32 as there are
	 * columns, and returns one
	 * @param columns for each parameter an array, all of the same length; not to be
	 * changed meanwhile
	 * @return the results, in order
	 * @throws WasmBatchException if an item fails: the lowest one, with its index in the
	 * whole columns and the results before it
	 * @throws WasmClusterException if no member can do it; it says who has what
	 * @throws WasmException as a call does
	 * @throws IllegalArgumentException if the columns do not fit the function
	 */
	int[] mapInt(String pool, String export, int[]... columns);

	/**
	 * Call a function once for each item of columns.
	 * @param pool the name of the pool
	 * @param export the name of the function, which takes as many i64 as there are
	 * columns, and returns one
	 * @param columns for each parameter an array, all of the same length; not to be
	 * changed meanwhile
	 * @return the results, in order
	 * @see #mapInt(String, String, int[]...)
	 */
	long[] mapLong(String pool, String export, long[]... columns);

	/**
	 * Call a function once for each item of columns.
	 * @param pool the name of the pool
	 * @param export the name of the function, which takes as many f32 as there are
	 * columns, and returns one
	 * @param columns for each parameter an array, all of the same length; not to be
	 * changed meanwhile
	 * @return the results, in order
	 * @see #mapInt(String, String, int[]...)
	 */
	float[] mapFloat(String pool, String export, float[]... columns);

	/**
	 * Call a function once for each item of columns.
	 * @param pool the name of the pool
	 * @param export the name of the function, which takes as many f64 as there are
	 * columns, and returns one
	 * @param columns for each parameter an array, all of the same length; not to be
	 * changed meanwhile
	 * @return the results, in order
	 * @see #mapInt(String, String, int[]...)
	 */
	double[] mapDouble(String pool, String export, double[]... columns);

	/**
	 * Make a result of each chunk of a list, on all members, and one of all these, here.
	 * How long the chunks are depends on how fast members are.
	 * @param pool the name of the pool
	 * @param data the list, whose elements are serializable; not to be changed meanwhile
	 * @param map makes the result of a chunk, on any member
	 * @param reduce makes one of all, on the calling thread; it gets the results in the
	 * order of the chunks, and none if there is no data
	 * @param <D> the type of the elements
	 * @param <C> the type of the result of a chunk, which is serializable
	 * @param <R> the type of the whole result
	 * @return what {@code reduce} returned
	 * @throws WasmClusterException if no member can do it, or a function fails with an
	 * exception of its own, on whichever member
	 * @throws WasmException as a call does
	 */
	<D, C, R> R mapReduce(String pool, List<D> data, ClusterMapper<D, C> map, ClusterReducer<C, R> reduce);

	/**
	 * Do something once on each member that has the pool, whatever module it runs.
	 * @param pool the name of the pool
	 * @param work what to do with an instance
	 * @param <T> the type of the results, which are serializable
	 * @return the result of each such member, by its identity; those that leave meanwhile
	 * are left out
	 * @throws WasmClusterException if no member has the pool, one does not answer in
	 * time, or the work fails with an exception of its own
	 * @throws WasmException as a call does
	 */
	<T extends @Nullable Object> Map<UUID, T> broadcast(String pool, ClusterCallback<T> work);

	/**
	 * Let every later loan of all members run other code, those that join later included.
	 * It is tried here first: if the pool of this member does not take it, nothing is
	 * published. A seed that was published ends.
	 * @param pool the name of the pool
	 * @param binary the bytes of a module
	 * @throws WasmReplacementException if the pool of this member refuses it
	 * @throws WasmClusterException if it is published, but another member could not apply
	 * it, or did not say in time that it had; it tries again
	 */
	void publish(String pool, byte[] binary);

	/**
	 * Let every later loan of all members begin with a seed, those that join later
	 * included. The {@link WasmSeedReader} beans of each member apply it.
	 * @param pool the name of the pool
	 * @param seed what they are to read
	 * @throws WasmReplacementException if the pool of this member refuses it
	 * @throws WasmClusterException if a reader throws a checked exception here, and
	 * nothing is published then (an unchecked one is thrown as it is); or if it is
	 * published, but another member could not apply it, or did not say in time that it
	 * had; it tries again
	 */
	void publishSeed(String pool, byte[] seed);

	/**
	 * Tell who runs which version of a pool.
	 * @param pool the name of the pool
	 * @return the version of each member that has the pool and answers within five
	 * seconds, or the answer timeout if that is less, by its identity
	 */
	Map<UUID, WasmPoolVersion> versions(String pool);

}
