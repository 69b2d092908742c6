/**
 * What the host offers to guests, functions that a module imports, and what the methods
 * of a client say about exports.
 */
@NullMarked
package io.github.wasmpool.host;

import org.jspecify.annotations.NullMarked;
