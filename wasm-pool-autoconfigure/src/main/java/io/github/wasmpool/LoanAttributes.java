package io.github.wasmpool;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the host functions of one loan share with each other and with the borrower: one
 * value a type. Gone when the loan ends; the next loan begins with none.
 *
 * <p>
 * Thread-safe. The values are the application's, and nothing is done to them in the end.
 */
public interface LoanAttributes {

	/**
	 * Return a value.
	 * @param type the type it was set by
	 * @param <T> its type
	 * @return the value, or empty if none was set
	 */
	<T> Optional<T> get(Class<T> type);

	/**
	 * Set a value in place of the one before.
	 * @param type its type, by which it is found again
	 * @param value the value
	 * @param <T> its type
	 */
	<T> void set(Class<T> type, T value);

	/**
	 * Return a value, which is made if there is none yet.
	 * @param type the type it is found by
	 * @param create makes it, if there is none
	 * @param <T> its type
	 * @return the value
	 */
	<T> T computeIfAbsent(Class<T> type, Supplier<T> create);

}
