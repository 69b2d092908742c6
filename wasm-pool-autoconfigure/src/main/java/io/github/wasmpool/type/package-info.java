/**
 * The types a WebAssembly module speaks of: values, functions, globals, memories, tables,
 * and the imports and exports that carry them.
 */
@NullMarked
package io.github.wasmpool.type;

import org.jspecify.annotations.NullMarked;
