package io.github.wasmpool.coordination;

import java.time.Duration;

import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmInstance;
import org.jspecify.annotations.Nullable;

/**
 * The right to an instance, which can be replaced. Used by one thread at a time.
 */
public interface Lease {

	/**
	 * Return the instance there is at present.
	 * @return a loan
	 */
	WasmInstance instance();

	/**
	 * Note that the calling thread has it from now on: if it closes the pool, it does not
	 * wait for itself.
	 */
	void takeOver();

	/**
	 * Do something with the instance, where the guests of the pool run. Where that is
	 * another thread, an interrupt of the thread that took the lease over ends its
	 * waiting; others that do something with it wait until that is done.
	 * @param work what to do
	 * @param <T> the type of the result
	 * @param <E> the type of exception the work throws
	 * @return what the work returned
	 * @throws E what the work threw
	 */
	<T extends @Nullable Object, E extends Exception> T call(WasmCallback<T, E> work) throws E;

	/**
	 * Whether the instance can be used: it did not trap, and its loan goes on.
	 * @return {@code false} if it has to be replaced
	 */
	boolean isUsable();

	/**
	 * Replace the instance. If that fails, it can be tried again.
	 * @param timeout how long to wait if that has to wait for other borrowers
	 */
	void renew(Duration timeout);

	/**
	 * End the loan. Idempotent.
	 */
	void close();

}
