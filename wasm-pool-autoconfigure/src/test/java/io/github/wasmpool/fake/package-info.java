/**
 * A runtime without an engine, for tests of what stands above the API.
 */
@NullMarked
package io.github.wasmpool.fake;

import org.jspecify.annotations.NullMarked;
