package io.github.wasmpool.cluster;

import java.io.Serializable;
import java.util.List;

import io.github.wasmpool.WasmInstance;

/**
 * Makes a result of a chunk of data, with an instance of any member. It travels there,
 * with what it refers to.
 *
 * @param <D> the type of the elements of the data
 * @param <C> the type of the result
 */
@FunctionalInterface
public interface ClusterMapper<D, C> extends Serializable {

	/**
	 * Make the result. The instance must not be kept beyond it.
	 * @param instance an instance that nobody else uses meanwhile
	 * @param chunk some of the data, in order
	 * @return the result, which is serializable
	 * @throws Exception if the work fails
	 */
	C map(WasmInstance instance, List<D> chunk) throws Exception;

}
