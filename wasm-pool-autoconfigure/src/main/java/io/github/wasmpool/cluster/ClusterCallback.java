package io.github.wasmpool.cluster;

import java.io.Serializable;

import io.github.wasmpool.WasmInstance;
import org.jspecify.annotations.Nullable;

/**
 * Work on an instance of each member. It travels there, with what it refers to.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface ClusterCallback<T extends @Nullable Object> extends Serializable {

	/**
	 * Do the work. The instance must not be kept beyond it.
	 * @param instance the borrowed instance
	 * @return the result, which is serializable
	 * @throws Exception if the work fails
	 */
	T call(WasmInstance instance) throws Exception;

}
