/**
 * Wires the engine and the pool into the API. {@link WasmtimeRuntime} is the one entry.
 */
@NullMarked
package io.github.wasmpool.runtime;

import org.jspecify.annotations.NullMarked;
