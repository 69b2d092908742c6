/**
 * An application with declarative clients.
 */
@NullMarked
package io.github.wasmpool.autoconfigure.shop;

import org.jspecify.annotations.NullMarked;
