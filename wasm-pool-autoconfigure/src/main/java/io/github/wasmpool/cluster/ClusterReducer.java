package io.github.wasmpool.cluster;

import java.io.Serializable;
import java.util.List;

/**
 * Makes one result of those of all chunks, on the member that asked for it.
 *
 * @param <C> the type of the results of the chunks
 * @param <R> the type of the whole result
 */
@FunctionalInterface
public interface ClusterReducer<C, R> extends Serializable {

	/**
	 * Make the result.
	 * @param results the results of the chunks, in the order of the data, unmodifiable
	 * @return the whole result
	 */
	R reduce(List<C> results);

}
