/**
 * What a guest is linked with: a host function for each import, and what it may see of
 * the instance that calls it.
 */
@NullMarked
package io.github.wasmpool.imports;

import org.jspecify.annotations.NullMarked;
