package io.github.wasmpool.cluster;

/**
 * What a pool of this member runs.
 *
 * @param generation the generation of the pool
 * @param state what that is
 * @param isSettled whether that is certain: not just while the pool is changed
 */
record LocalVersion(long generation, PoolState state, boolean isSettled) {

}
