/**
 * Typed Java interfaces over exports, and the ways text and bytes get into guests and out
 * of them. {@link ClientFactory} is the entry.
 */
@NullMarked
package io.github.wasmpool.client;

import org.jspecify.annotations.NullMarked;
