@NullMarked
package io.github.wasmpool.bridge;

import org.jspecify.annotations.NullMarked;
