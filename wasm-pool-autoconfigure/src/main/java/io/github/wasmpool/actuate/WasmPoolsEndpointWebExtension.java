package io.github.wasmpool.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Lets acting on an unknown pool be an HTTP error.
 */
@EndpointWebExtension(endpoint = WasmPoolsEndpoint.class)
public class WasmPoolsEndpointWebExtension {

	private final WasmPoolsEndpoint delegate;

	/**
	 * Create the extension.
	 * @param delegate does the work
	 */
	public WasmPoolsEndpointWebExtension(WasmPoolsEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Act on a pool.
	 * @param pool its name
	 * @param action {@code resize}, {@code refresh} or {@code reload}
	 * @param size the new size, for {@code resize}
	 * @return the pool afterwards; status 404 if there is no such pool
	 * @see WasmPoolsEndpoint#act(String, String, Integer)
	 */
	@WriteOperation
	public WebEndpointResponse<PoolDescriptor> act(@Selector String pool, String action, @Nullable Integer size) {
		PoolDescriptor after = this.delegate.act(pool, action, size);
		return (after != null) ? new WebEndpointResponse<>(after)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
