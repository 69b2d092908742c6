/**
 * Work across several instances of a pool: broadcast, pipeline, map-reduce, parallel
 * columns. It knows the API only; the instances, and where they run, come from outside as
 * {@linkplain io.github.wasmpool.coordination.Lease leases}.
 */
@NullMarked
package io.github.wasmpool.coordination;

import org.jspecify.annotations.NullMarked;
