/**
 * What the host offers to guests: functions that a module imports.
 */
@NullMarked
package io.github.wasmpool.host;

import org.jspecify.annotations.NullMarked;
