package io.github.wasmpool.autoconfigure.wrongshop;

import io.github.wasmpool.host.WasmClient;

/**
 * A class, which cannot be a client.
 */
@WasmClient("orders")
public class Counter {

}
