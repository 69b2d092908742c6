package io.github.wasmpool.actuate;

import java.util.Map;

/**
 * Tells which members of a cluster have a pool.
 */
@FunctionalInterface
public interface ClusterMembers {

	/** There is no cluster. */
	ClusterMembers NONE = (pool) -> Map.of();

	/**
	 * Find the members that have a pool.
	 * @param pool the name of the pool
	 * @return what each runs, by its identity; empty without a cluster
	 */
	Map<String, Version> having(String pool);

	/**
	 * What a member runs.
	 *
	 * @param sha256 the digest of its module
	 * @param generation the number of what it has applied last of what was published
	 */
	record Version(String sha256, long generation) {

	}

}
