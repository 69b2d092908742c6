/**
 * Tests of clients, on the engine.
 */
@NullMarked
package io.github.wasmpool.client;

import org.jspecify.annotations.NullMarked;
