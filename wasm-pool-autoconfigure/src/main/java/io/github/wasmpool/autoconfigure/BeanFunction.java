package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.host.HostFunction;

/**
 * A host function and where it comes from.
 *
 * @param function the function
 * @param origin what provides it, for messages
 */
record BeanFunction(HostFunction function, String origin) {

}
