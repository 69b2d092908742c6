package io.github.wasmpool;

/**
 * On which thread, and so on whose stack, the guests of a pool run.
 */
public enum ExecutionMode {

	/**
	 * On the thread of the borrower, without any detour. A guest that recurses without
	 * end while its borrower has nearly used up its own stack ends the JVM, and a call
	 * pins a virtual thread to its carrier: for guests that are trusted, called from
	 * platform threads.
	 */
	CALLER,

	/**
	 * On platform threads of the pool, whose stack has room for the guest's: recursion of
	 * any depth ends as a {@link WasmTrapException} whatever the stack of the borrower,
	 * and a borrower on a virtual thread parks while it waits. The callback of
	 * {@link WasmPool#withInstance} and {@link WasmPool#useInstance} is handed over as a
	 * whole; all it does runs on that one thread. With a loan from
	 * {@link WasmPool#acquire()} each entry into the guest is handed over by itself, at
	 * the same cost, tens of microseconds; only the memory is used in place. What a
	 * callback calls runs in place, unless Java code called it from very deep, in which
	 * case another thread of the pool is used. Instances are made and reset on these
	 * threads too.
	 *
	 * <p>
	 * There are as many threads as callbacks and calls that run at once, which the size
	 * of the pool bounds as long as no callback goes on after it ended its loan. They are
	 * daemon threads named {@code wasm-<pool>-<n>}, started on demand; idle ones end.
	 *
	 * <p>
	 * An interrupt ends the wait for a callback or a call at once, with a
	 * {@link WasmPoolInterruptedException}. What was handed over is interrupted and goes
	 * on; nobody else gets its instance, which is retired when the work ends. Work whose
	 * turn had not come is not done. The wait for an instance that is being made, or
	 * reset, is not ended.
	 *
	 * <p>
	 * What the work throws, {@link Error}s included, reaches the borrower as the same
	 * object; its stack trace goes on with that of the borrower, below a line that names
	 * the borrower's thread.
	 */
	DEDICATED

}
