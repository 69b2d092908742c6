package io.github.wasmpool.sample;

/**
 * A division with its result.
 *
 * @param dividend what is divided
 * @param divisor what it is divided by
 * @param quotient the quotient, rounded towards zero
 */
record Division(int dividend, int divisor, int quotient) {
}
