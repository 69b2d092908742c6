/**
 * What is marked as a client by mistake.
 */
@NullMarked
package io.github.wasmpool.autoconfigure.wrongshop;

import org.jspecify.annotations.NullMarked;
