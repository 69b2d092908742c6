/**
 * Tests of the pool mechanics against a scripted factory.
 */
@NullMarked
package io.github.wasmpool.pool;

import org.jspecify.annotations.NullMarked;
