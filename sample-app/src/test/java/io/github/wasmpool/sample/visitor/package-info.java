/**
 * What visitors may do with their modules, and what they may not.
 */
@NullMarked
package io.github.wasmpool.sample.visitor;

import org.jspecify.annotations.NullMarked;
