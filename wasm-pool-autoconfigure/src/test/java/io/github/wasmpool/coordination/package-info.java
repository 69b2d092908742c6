/**
 * Tests of coordinators against a scripted pool.
 */
@NullMarked
package io.github.wasmpool.coordination;

import org.jspecify.annotations.NullMarked;
