/**
 * What a function demands of the compiler, measured while its instructions pass by.
 */
@NullMarked
package io.github.wasmpool.binary.complexity;

import org.jspecify.annotations.NullMarked;
