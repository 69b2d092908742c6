/**
 * What the pool costs, measured beside what its peers cost, in one run on one machine.
 */
@NullMarked
package io.github.wasmpool.benchmarks;

import org.jspecify.annotations.NullMarked;
