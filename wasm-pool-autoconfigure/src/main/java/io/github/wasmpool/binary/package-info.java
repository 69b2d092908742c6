/**
 * Reading and rewriting WebAssembly binaries: what a file is, what a module offers, needs
 * and asks for, and the same module with its memory and tables limited and its hidden
 * state reachable. Nothing here knows the engine.
 */
@NullMarked
package io.github.wasmpool.binary;

import org.jspecify.annotations.NullMarked;
