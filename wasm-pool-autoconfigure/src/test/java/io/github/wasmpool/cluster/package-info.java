/**
 * Tests of work over several machines.
 */
@NullMarked
package io.github.wasmpool.cluster;

import org.jspecify.annotations.NullMarked;
