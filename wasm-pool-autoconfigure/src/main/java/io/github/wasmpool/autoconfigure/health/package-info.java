/**
 * Auto-configuration of the health of pools.
 */
@NullMarked
package io.github.wasmpool.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
