/**
 * Tests of WASI, without an engine.
 */
@NullMarked
package io.github.wasmpool.wasmtime.wasi;

import org.jspecify.annotations.NullMarked;
