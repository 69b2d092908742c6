/**
 * Work across several instances of a pool: broadcast, pipeline, map-reduce, parallel
 * columns. It knows the API only; what it leases, and where that runs, comes from outside
 * through {@link io.github.wasmpool.coordination.Leasing}.
 */
@NullMarked
package io.github.wasmpool.coordination;

import org.jspecify.annotations.NullMarked;
