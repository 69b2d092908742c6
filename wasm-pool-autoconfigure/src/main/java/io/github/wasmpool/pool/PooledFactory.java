package io.github.wasmpool.pool;

/**
 * Makes, cleans and frees what is pooled. Called by many threads at once, but by one at a
 * time for each object, and each call sees what the ones before it did to that object.
 *
 * @param <T> the type of what is pooled
 */
public interface PooledFactory<T> {

	/**
	 * Make an object. The borrower gets the exception if it cannot; nothing is to be
	 * freed then.
	 * @return a new object
	 */
	T create();

	/**
	 * Clean an object that was returned to a pool that lends objects again.
	 * @param object an object that was on loan
	 * @return {@code true} if it may be lent again; {@code false} or an exception retires
	 * it
	 */
	boolean reset(T object);

	/**
	 * Free an object. Called exactly once for each object made, after its last loan. What
	 * is thrown here is logged.
	 * @param object an object that is not used again
	 */
	void destroy(T object);

}
