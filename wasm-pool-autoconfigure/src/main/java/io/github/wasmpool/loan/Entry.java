package io.github.wasmpool.loan;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The way to a guest: decides who may enter, and on which thread that happens.
 */
public interface Entry {

	/**
	 * Do something inside.
	 * @param work what to do
	 * @param <T> the type of its result
	 * @return its result
	 * @throws IllegalStateException if the loan is over, or another thread is inside
	 */
	<T extends @Nullable Object> T inside(Supplier<T> work);

	/**
	 * Do something inside that has no result.
	 * @param work what to do
	 * @throws IllegalStateException if the loan is over, or another thread is inside
	 */
	default void runInside(Runnable work) {
		this.<@Nullable Object>inside(() -> {
			work.run();
			return null;
		});
	}

}
