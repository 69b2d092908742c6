package io.github.wasmpool.autoconfigure.shop;

import io.github.wasmpool.host.WasmClient;

/**
 * A client of the default pool, which only its own package sees.
 */
@WasmClient
interface PriceList {

	int add(int left, int right);

	default int twice(int number) {
		return add(number, number);
	}

}
