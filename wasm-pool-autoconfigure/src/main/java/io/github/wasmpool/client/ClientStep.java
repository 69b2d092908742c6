package io.github.wasmpool.client;

import org.jspecify.annotations.Nullable;

/**
 * What a method of a client does.
 */
interface ClientStep {

	/**
	 * Do it.
	 * @param proxy the client
	 * @param target what it calls
	 * @param args the arguments
	 * @return the result
	 * @throws Throwable what the method throws
	 */
	@Nullable Object invoke(Object proxy, ClientTarget target, @Nullable Object[] args) throws Throwable;

}
