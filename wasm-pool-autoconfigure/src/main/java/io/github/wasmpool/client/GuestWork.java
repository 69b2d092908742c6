package io.github.wasmpool.client;

import org.jspecify.annotations.Nullable;

/**
 * What a client does with an instance.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface GuestWork<T extends @Nullable Object> {

	/**
	 * Do it.
	 * @param guest the instance, which is not kept
	 * @return the result
	 */
	T call(Guest guest);

}
