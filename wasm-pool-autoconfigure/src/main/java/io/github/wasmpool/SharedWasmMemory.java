package io.github.wasmpool;

/**
 * The one memory that all instances of a pool see, for pools with {@code memory.shared}.
 * It lives as long as the pool, whatever becomes of the instances.
 *
 * <p>
 * Thread-safe. Each atomic access is one indivisible step, in one order that all guests
 * and all threads agree on (sequentially consistent, like those of
 * {@link java.util.concurrent.atomic.AtomicInteger}), and costs about a microsecond.
 *
 * <p>
 * <strong>Everything else is unsynchronised.</strong> {@link #read} and {@link #write}
 * copy while guests run, and so do the plain loads and stores of guests and of
 * {@link WasmInstance#memory()}: what another thread writes in the meantime may be seen
 * whole, in part, late, or in another order than it was written. That never harms the
 * JVM, and no guest leaves its sandbox by it, but the bytes may be of use to nobody. So
 * let one atomic word say who may touch the others: whoever has written them stores the
 * word atomically and notifies; whoever wants to read them loads the word atomically
 * first. What was written before the store is then seen after the load:
 *
 * <pre class="code">
 * SharedWasmMemory memory = pool.sharedMemory();
 * memory.write(TEXT, bytes);          // the consumer does not look at it yet
 * memory.storeInt(LENGTH, bytes.length);
 * memory.storeInt(READY, 1);          // from here on it may
 * memory.notify(READY, 1);            // wakes a guest in memory.atomic.wait32(READY, 0, …)
 * </pre>
 *
 * and in the guest:
 *
 * <pre class="code">
 * (loop $again                        ;; being woken is no proof: look again
 *   (if (i32.eqz (i32.atomic.load (global.get $READY)))
 *     (then
 *       (drop (memory.atomic.wait32 (global.get $READY) (i32.const 0) (i64.const -1)))
 *       (br $again))))
 * </pre>
 *
 * <p>
 * A guest that waits is woken when its time is up, as any other: its
 * {@code memory.atomic.wait32} and {@code wait64} are taken apart into waits of 10 ms. It
 * follows that a notification counts only if the word was changed before, as above, and
 * not back at once: without that it could come too early in any case. (A module compiled
 * with {@code interruptible} false has no deadline, and waits for ever.) A guest must not
 * wait for what only a borrower behind it could bring, when the pool has no instance left
 * for that borrower.
 *
 * <p>
 * All instances also begin with the same <em>globals</em>. The stack of a C or Rust guest
 * lies in the memory, and so in the same place for all: let {@code initialize} name a
 * function that takes a stack of its own for each instance, and thread-local data if
 * there is any.
 *
 * <p>
 * Offsets count bytes from 0. An access past the end throws
 * {@link WasmMemoryAccessException}, one after the pool was closed
 * {@link IllegalStateException}. Closing the pool waits for an atomic access that runs,
 * and for the 64 KiB that a copy is at; the rest of that copy fails.
 */
public interface SharedWasmMemory {

	/**
	 * Read bytes. Not atomic.
	 * @param offset where they begin
	 * @param length how many
	 * @return a copy
	 */
	byte[] read(long offset, int length);

	/**
	 * Read bytes into an array. Not atomic.
	 * @param offset where they begin in the memory
	 * @param into the array
	 * @param at where they are to begin in the array
	 * @param length how many
	 */
	void read(long offset, byte[] into, int at, int length);

	/**
	 * Write bytes. Not atomic.
	 * @param offset where they are to begin
	 * @param data the bytes
	 */
	default void write(long offset, byte[] data) {
		write(offset, data, 0, data.length);
	}

	/**
	 * Write bytes of an array. Not atomic.
	 * @param offset where they are to begin in the memory
	 * @param data the array
	 * @param at where they begin in the array
	 * @param length how many
	 */
	void write(long offset, byte[] data, int at, int length);

	/**
	 * Read a word of 32 bits atomically.
	 * @param offset where it lies, a multiple of 4
	 * @return its value
	 * @throws IllegalArgumentException if the offset is no multiple of 4
	 */
	int loadInt(long offset);

	/**
	 * Write a word of 32 bits atomically.
	 * @param offset where it lies, a multiple of 4
	 * @param value its new value
	 * @throws IllegalArgumentException if the offset is no multiple of 4
	 */
	void storeInt(long offset, int value);

	/**
	 * Add to a word of 32 bits atomically; it wraps around.
	 * @param offset where it lies, a multiple of 4
	 * @param value what to add
	 * @return its old value
	 * @throws IllegalArgumentException if the offset is no multiple of 4
	 */
	int addInt(long offset, int value);

	/**
	 * Replace a word of 32 bits atomically, if it has an expected value.
	 * @param offset where it lies, a multiple of 4
	 * @param expected the value it has to have
	 * @param replacement its new value
	 * @return its old value, which is the expected one if it was replaced
	 * @throws IllegalArgumentException if the offset is no multiple of 4
	 */
	int compareAndExchangeInt(long offset, int expected, int replacement);

	/**
	 * Read a word of 64 bits atomically.
	 * @param offset where it lies, a multiple of 8
	 * @return its value
	 * @throws IllegalArgumentException if the offset is no multiple of 8
	 */
	long loadLong(long offset);

	/**
	 * Write a word of 64 bits atomically.
	 * @param offset where it lies, a multiple of 8
	 * @param value its new value
	 * @throws IllegalArgumentException if the offset is no multiple of 8
	 */
	void storeLong(long offset, long value);

	/**
	 * Add to a word of 64 bits atomically; it wraps around.
	 * @param offset where it lies, a multiple of 8
	 * @param value what to add
	 * @return its old value
	 * @throws IllegalArgumentException if the offset is no multiple of 8
	 */
	long addLong(long offset, long value);

	/**
	 * Replace a word of 64 bits atomically, if it has an expected value.
	 * @param offset where it lies, a multiple of 8
	 * @param expected the value it has to have
	 * @param replacement its new value
	 * @return its old value, which is the expected one if it was replaced
	 * @throws IllegalArgumentException if the offset is no multiple of 8
	 */
	long compareAndExchangeLong(long offset, long expected, long replacement);

	/**
	 * Wake guests that wait at a word. They find out by themselves whether it has the
	 * value they wait for.
	 * @param offset where the word lies, a multiple of 4
	 * @param count the most guests to wake; negative for all
	 * @return how many were waiting and are woken
	 * @throws IllegalArgumentException if the offset is no multiple of 4
	 */
	int notify(long offset, int count);

	/**
	 * Return the size of the memory, which can grow but never shrinks.
	 * @return the bytes
	 */
	long size();

	/**
	 * Return the size of the memory.
	 * @return the pages of 64 KiB
	 */
	int pages();

	/**
	 * Return how many instances were made on this memory so far, failed attempts
	 * included. Each one leaves some hundred bytes of native memory behind until the pool
	 * is closed, which is why instances are reused until they fail.
	 * @return the number
	 */
	long instances();

}
