package io.github.wasmpool.autoconfigure;

import io.github.wasmpool.WasmPoolSwapFailedEvent;
import io.github.wasmpool.WasmPoolSwappedEvent;
import io.github.wasmpool.WasmSwapListener;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Makes application events of what becomes of the code and the state of pools.
 *
 * @param publisher publishes them
 */
record SwapEvents(ApplicationEventPublisher publisher) implements WasmSwapListener {

	@Override
	public void swapped(WasmPoolSwappedEvent event) {
		this.publisher.publishEvent(event);
	}

	@Override
	public void failed(WasmPoolSwapFailedEvent event) {
		this.publisher.publishEvent(event);
	}

	@Override
	public String toString() {
		return "application events";
	}

}
