/**
 * What the WebAssembly specification says of instructions, held against every way in
 * which this library runs them.
 */
@NullMarked
package io.github.wasmpool.spec;

import org.jspecify.annotations.NullMarked;
