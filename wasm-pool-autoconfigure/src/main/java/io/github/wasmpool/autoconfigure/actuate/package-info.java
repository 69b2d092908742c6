/**
 * Auto-configuration of the endpoint that shows pools.
 */
@NullMarked
package io.github.wasmpool.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
