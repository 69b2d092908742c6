package io.github.wasmpool.autoconfigure.shop;

import io.github.wasmpool.host.WasmClient;

/**
 * A client of a named pool, whose guest has a function that Spring would take for a
 * destroy method.
 */
@WasmClient("orders")
public interface Orders extends AutoCloseable {

	String same(String text);

	@Override
	void close();

}
