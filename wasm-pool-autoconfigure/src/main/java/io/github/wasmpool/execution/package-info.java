/**
 * On whose thread a guest runs: the borrower's, or one of the pool's own with a large
 * stack.
 */
@NullMarked
package io.github.wasmpool.execution;

import org.jspecify.annotations.NullMarked;
