package io.github.wasmpool.coordination;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The results of items of work, in their order. Different items can be set by different
 * threads; whoever reads them has to have waited for those.
 *
 * @param <T> the type of the results
 */
final class Results<T extends @Nullable Object> {

	private final @Nullable Object[] results;

	Results(int items) {
		this.results = new @Nullable Object[items];
	}

	void set(int item, T result) {
		this.results[item] = result;
	}

	/**
	 * Return the results of all items.
	 * @return an unmodifiable list, to which nothing is added later
	 */
	@SuppressWarnings("unchecked") // set by nobody else
	List<T> list() {
		return Collections.unmodifiableList((List<T>) Arrays.asList(this.results));
	}

}
