/**
 * The mechanics of a pool, whatever is pooled: slots, waiting, refilling, retiring and
 * closing.
 *
 * <p>
 * A pool of size n owns n {@linkplain io.github.wasmpool.pool.Slot slots}, each with at
 * most one object. A slot is at every moment in exactly one place: in a queue, with a
 * borrower, or with a refiller. So no more than n objects live, whatever fails. Only when
 * a pool is made smaller, loans of the larger one may still be out for a time; their
 * slots go out of service when they are put back.
 */
@NullMarked
package io.github.wasmpool.pool;

import org.jspecify.annotations.NullMarked;
