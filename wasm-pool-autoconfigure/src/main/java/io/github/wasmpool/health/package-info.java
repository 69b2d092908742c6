/**
 * The health of pools, as Actuator shows it.
 */
@NullMarked
package io.github.wasmpool.health;

import org.jspecify.annotations.NullMarked;
