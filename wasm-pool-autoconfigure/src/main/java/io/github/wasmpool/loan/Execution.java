package io.github.wasmpool.loan;

import java.util.function.Supplier;

import io.github.wasmpool.WasmCallback;
import org.jspecify.annotations.Nullable;

/**
 * Decides on which thread the guests of a pool run.
 */
public interface Execution {

	/**
	 * Do the work of a borrower and end the loan.
	 * @param loan a new loan
	 * @param work what to do with it
	 * @param <T> the type of the result
	 * @param <E> the type of exception the work throws
	 * @return what the work returned
	 * @throws E what the work threw
	 */
	<T extends @Nullable Object, E extends Exception> T run(Loan loan, WasmCallback<T, E> work) throws E;

	/**
	 * Do the work of a borrower. The loan goes on.
	 * @param loan the loan
	 * @param work what to do with it
	 * @param <T> the type of the result
	 * @param <E> the type of exception the work throws
	 * @return what the work returned
	 * @throws E what the work threw
	 */
	<T extends @Nullable Object, E extends Exception> T call(Loan loan, WasmCallback<T, E> work) throws E;

	/**
	 * Do the work of a borrower to its end, whatever the interrupt flag says. The flag is
	 * kept, and the loan goes on.
	 * @param loan the loan
	 * @param work what to do with it
	 * @param <T> the type of the result
	 * @param <E> the type of exception the work throws
	 * @return what the work returned
	 * @throws E what the work threw
	 */
	<T extends @Nullable Object, E extends Exception> T callUninterruptibly(Loan loan, WasmCallback<T, E> work)
			throws E;

	/**
	 * Make what enters the guest of a loan do so where it has to.
	 * @param loan the loan
	 * @param guard its guard
	 * @return the way in, through the guard
	 */
	Entry entry(Loan loan, Entry guard);

	/**
	 * Do what the pool itself does with guests, whatever the interrupt flag says.
	 * @param work what enters a guest
	 * @param <T> the type of the result
	 * @return the result
	 */
	<T> T runGuest(Supplier<T> work);

	/**
	 * Prepare for another number of loans at once.
	 * @param size the new size of the pool
	 */
	void resize(int size);

	/**
	 * Let what runs in the background end as soon as it is idle, or let it be kept for a
	 * while again. Loans work all the same.
	 * @param resting whether nothing is kept
	 */
	void rest(boolean resting);

}
