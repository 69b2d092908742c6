/**
 * Meters of pools and of the engine, on Micrometer.
 */
@NullMarked
package io.github.wasmpool.metrics;

import org.jspecify.annotations.NullMarked;
