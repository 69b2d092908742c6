/**
 * The engine: the only room that knows the binding of Wasmtime. No native handle leaves
 * it, and each has one owner that disposes it exactly once, the store last.
 */
@NullMarked
package io.github.wasmpool.wasmtime;

import org.jspecify.annotations.NullMarked;
