/**
 * A web service whose work is done by WebAssembly guests.
 */
@NullMarked
package io.github.wasmpool.sample;

import org.jspecify.annotations.NullMarked;
