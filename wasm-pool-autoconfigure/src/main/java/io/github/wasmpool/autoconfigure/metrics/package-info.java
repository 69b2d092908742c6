/**
 * Auto-configuration of the meters of pools.
 */
@NullMarked
package io.github.wasmpool.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
