/**
 * Auto-configuration of work over several machines.
 */
@NullMarked
package io.github.wasmpool.autoconfigure.cluster;

import org.jspecify.annotations.NullMarked;
