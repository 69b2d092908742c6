/**
 * For tests of applications: pools of any module, and modules whose functions are written
 * in Java.
 */
@NullMarked
package io.github.wasmpool.test;

import org.jspecify.annotations.NullMarked;
