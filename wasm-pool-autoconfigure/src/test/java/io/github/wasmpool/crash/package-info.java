/**
 * Tries to end the virtual machine in every way that is known, in one of its own.
 */
@NullMarked
package io.github.wasmpool.crash;

import org.jspecify.annotations.NullMarked;
