package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * Is told what a pool does while it does it, which is more than the
 * {@linkplain WasmPool#counters() counters} say: how long each thing took.
 *
 * <p>
 * Called by the threads that borrow and by those that make instances, many at once: an
 * implementation is thread-safe, does not block, and does not use the pool. What it
 * throws is logged once and reaches nobody. Times are nanoseconds, zero or more.
 *
 * @see WasmRuntimeListener#opened(WasmPool)
 */
public interface WasmPoolListener {

	/**
	 * A loan began. Called once for each instance when several are lent at once.
	 * @param waited how long the borrower waited for the instance, the making of one
	 * included
	 */
	default void acquired(long waited) {
	}

	/**
	 * A loan begins, on the thread that borrows. Its end may come on another one.
	 * @return is told of its end, or {@code null} if nobody wants to know
	 */
	default @Nullable WasmSpan lent() {
		return null;
	}

	/**
	 * A method of a typed client is called. It ends on the same thread. Where the client
	 * is one of a pool, the loan is within the call.
	 * @param export the exported function that the method stands for
	 * @return is told of its end, or {@code null} if nobody wants to know
	 */
	default @Nullable WasmSpan calling(String export) {
		return null;
	}

	/**
	 * A loan ended, also one that its borrower forgot.
	 * @param used how long it was
	 */
	default void released(long used) {
	}

	/**
	 * An instance was made for loans.
	 * @param took how long that took, its initialisation included
	 */
	default void created(long took) {
	}

	/**
	 * A call of the guest ended. A call for columns is one; what a host function calls
	 * while the guest waits for it is part of the call that called it.
	 * @param outcome how it ended
	 * @param took how long it took
	 * @param failure what the caller is thrown, or {@code null} if the guest returned
	 */
	default void called(CallOutcome outcome, long took, @Nullable WasmException failure) {
	}

}
