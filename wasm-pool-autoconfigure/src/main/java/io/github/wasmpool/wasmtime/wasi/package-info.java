/**
 * WASI preview 1 as host functions: what guests see of the world, written for guests that
 * nobody trusts.
 */
@NullMarked
package io.github.wasmpool.wasmtime.wasi;

import org.jspecify.annotations.NullMarked;
