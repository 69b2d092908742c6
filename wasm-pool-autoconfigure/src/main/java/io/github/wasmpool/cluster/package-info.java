/**
 * Work over the pools of several machines, on Hazelcast: columns, map-reduce, broadcast,
 * and modules and seeds for all. It knows the API only, and how pools are found.
 */
@NullMarked
package io.github.wasmpool.cluster;

import org.jspecify.annotations.NullMarked;
