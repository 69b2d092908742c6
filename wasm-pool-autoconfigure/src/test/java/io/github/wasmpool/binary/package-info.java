@NullMarked
package io.github.wasmpool.binary;

import org.jspecify.annotations.NullMarked;
