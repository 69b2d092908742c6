package io.github.wasmpool.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What a pool runs, in terms that mean the same on all members.
 *
 * @param digest the digest of its module
 * @param number the number of what was published last, 0 if nothing was
 * @param seed the digest of the seed, or {@code null} without one
 */
record PoolState(String digest, long number, @Nullable String seed) {

}
