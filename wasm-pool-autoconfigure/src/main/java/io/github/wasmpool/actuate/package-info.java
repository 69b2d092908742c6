/**
 * The endpoint that shows pools, and acts on them.
 */
@NullMarked
package io.github.wasmpool.actuate;

import org.jspecify.annotations.NullMarked;
