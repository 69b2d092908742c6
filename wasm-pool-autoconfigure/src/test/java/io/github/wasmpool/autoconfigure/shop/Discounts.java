package io.github.wasmpool.autoconfigure.shop;

import io.github.wasmpool.host.WasmClient;

import org.springframework.context.annotation.Profile;

/**
 * A client that is there only during a sale.
 */
@WasmClient
@Profile("sale")
public interface Discounts {

	int add(int price, int discount);

}
