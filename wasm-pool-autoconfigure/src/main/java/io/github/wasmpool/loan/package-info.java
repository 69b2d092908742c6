/**
 * What a borrower holds: an instance that one thread uses at a time, and nobody once the
 * loan is over.
 */
@NullMarked
package io.github.wasmpool.loan;

import org.jspecify.annotations.NullMarked;
