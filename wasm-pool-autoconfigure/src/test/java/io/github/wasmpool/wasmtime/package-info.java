/**
 * Tests of the room that knows the engine.
 */
@NullMarked
package io.github.wasmpool.wasmtime;

import org.jspecify.annotations.NullMarked;
