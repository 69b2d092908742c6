package io.github.wasmpool.wasmtime;

import org.jspecify.annotations.Nullable;

/**
 * Names values in messages.
 */
final class Values {

	private Values() {
	}

	/**
	 * Name a value, without what it holds.
	 * @param value any object
	 * @return for example {@code of type String}
	 */
	static String describe(@Nullable Object value) {
		return (value != null) ? "of type " + value.getClass().getSimpleName() : "null";
	}

}
