package io.github.wasmpool.client;

import java.util.function.Function;

import io.github.wasmpool.WasmSpan;
import org.jspecify.annotations.Nullable;

/**
 * What a client calls: a loan, or a pool, which lends an instance for each call.
 */
public interface ClientTarget {

	/**
	 * Say what it is.
	 * @return for example {@code pool 'orders'}
	 */
	String description();

	/**
	 * Return what knows the code that runs there at present.
	 * @return the clients of that code
	 */
	ClientFactory clients();

	/**
	 * Tell who wants to know that a method is called.
	 * @param export the export it stands for
	 * @return is told of its end, or {@code null} if nobody wants to know
	 */
	default @Nullable WasmSpan calling(String export) {
		return null;
	}

	/**
	 * Do something with an instance that nobody else uses meanwhile.
	 * @param work what to do with it; does not keep it
	 * @param <T> the type of the result
	 * @return the result
	 */
	<T extends @Nullable Object> T enter(Function<Guest, T> work);

}
