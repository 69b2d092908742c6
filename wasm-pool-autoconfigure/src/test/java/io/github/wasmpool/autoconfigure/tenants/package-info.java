/**
 * Pools that an application makes at run time.
 */
@NullMarked
package io.github.wasmpool.autoconfigure.tenants;

import org.jspecify.annotations.NullMarked;
