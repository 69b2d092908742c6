/**
 * Modules that visitors bring: looked at, tried and measured in pools made at run time,
 * within limits that keep the server and other visitors unharmed.
 */
@NullMarked
package io.github.wasmpool.sample.visitor;

import org.jspecify.annotations.NullMarked;
