package io.github.wasmpool.pool;

import io.github.wasmpool.RetirementReason;
import org.jspecify.annotations.Nullable;

/**
 * Makes, cleans and frees what is pooled. Called by many threads at once, but by one at a
 * time for each object, and each call sees what the ones before it did to that object.
 *
 * @param <T> the type of what is pooled
 */
public interface PooledFactory<T> extends AutoCloseable {

	/**
	 * Make an object. The borrower gets the exception if it cannot; nothing is to be
	 * freed then.
	 * @return a new object
	 */
	T create();

	/**
	 * Make an object ready for its next loan, if it can have one.
	 * @param object an object whose loan has ended
	 * @return {@code null} if it may be lent again, else why not; an exception retires
	 * it, too
	 */
	@Nullable RetirementReason reset(T object);

	/**
	 * Make an object as new in the middle of a loan, if that can be.
	 * @param object an object on loan that nobody uses
	 * @return {@code null} if it is as new, else why it is replaced; an exception has it
	 * replaced, too
	 */
	default @Nullable RetirementReason renew(T object) {
		return RetirementReason.NOT_RESTORABLE;
	}

	/**
	 * Make an object as one of this factory, if that can be. It was made, or adopted, by
	 * the factory of an earlier generation.
	 * @param object an object whose loan may have ended without a reset
	 * @return whether it may be lent, and is of this factory from now on; if not, or if
	 * this throws, the other factory frees it
	 */
	default boolean adopt(T object) {
		return false;
	}

	/**
	 * Free an object. Called exactly once for each object made, after its last loan, by
	 * the factory that made or adopted it last. What is thrown here is logged.
	 * @param object an object that is not used again
	 */
	void destroy(T object);

	/**
	 * Free what is needed only while objects live, until one is made again. Called when
	 * the pool is drained and the last of them was freed, maybe while one is made.
	 */
	default void rest() {
	}

	/**
	 * Free what its objects had in common. Called exactly once, when no more are made and
	 * the last one was freed. What is thrown here is logged.
	 */
	@Override
	default void close() {
	}

}
