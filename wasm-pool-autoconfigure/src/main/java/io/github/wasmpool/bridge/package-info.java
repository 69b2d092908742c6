/**
 * The bridge between Java and a guest: what the companion module of a guest contains, and
 * how the frame in its memory is laid out, through which values travel as bytes.
 */
@NullMarked
package io.github.wasmpool.bridge;

import org.jspecify.annotations.NullMarked;
