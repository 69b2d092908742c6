package io.github.wasmpool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.wasmpool.type.ImportType;
import org.jspecify.annotations.Nullable;

/**
 * A pool of isolated instances of one module.
 *
 * <p>
 * Thread-safe, and friendly to virtual threads: waiting borrowers are parked and served
 * first come, first served. Newcomers may take an idle instance first until who waits
 * longest has waited for half a millisecond, 50 µs of it as the first in line, or was
 * passed by 5,000 loans, so nobody is passed without end. What a borrower did to an
 * instance before it returned it is done before the next borrower of that slot gets an
 * instance.
 *
 * <p>
 * An instance that its borrower neither returns nor can reach any more is a leak. It is
 * noticed after a garbage collection: a warning says which thread acquired it, it is
 * retired, and its memory is freed.
 */
public interface WasmPool extends AutoCloseable {

	/**
	 * Return the name of the pool.
	 * @return the name
	 */
	String name();

	/**
	 * Return the module that loans which begin now are made of. It belongs to the pool,
	 * and closing it does nothing: it is good as long as the pool lends instances of it,
	 * or one of them is on loan.
	 * @return the module, another one after a {@linkplain #replace(WasmModule)
	 * replacement} or a {@linkplain #reseed(WasmAction) seed}
	 */
	WasmModule module();

	/**
	 * Borrow an instance, waiting up to the configured acquire timeout.
	 * @return an instance that the caller closes
	 * @throws WasmPoolExhaustedException if none became free in time, or too many wait
	 * @throws WasmPoolClosedException if the pool is closed
	 * @throws WasmPoolInterruptedException if the thread is interrupted while it waits
	 * @throws WasmInstanceCreationException if no instance could be made
	 */
	WasmInstance acquire();

	/**
	 * Borrow an instance, waiting up to a timeout.
	 * @param timeout how long to wait; zero fails at once, or after a moment (up to 100
	 * ms) where a slot is just being refilled
	 * @return an instance that the caller closes
	 * @throws IllegalArgumentException if the timeout is negative
	 * @see #acquire()
	 */
	WasmInstance acquire(Duration timeout);

	/**
	 * Borrow an instance on the terms of this loan.
	 * @param options what differs from the pool's configuration
	 * @return an instance that the caller closes
	 * @throws IllegalArgumentException if the options name an execution timeout and the
	 * module is compiled without deadline checks
	 * @see #acquire()
	 */
	WasmInstance acquire(LoanOptions options);

	/**
	 * Borrow an instance if one is free; never waits for another borrower.
	 * @return an instance that the caller closes, or empty
	 * @throws WasmPoolClosedException if the pool is closed
	 * @throws WasmInstanceCreationException if no instance could be made
	 */
	Optional<WasmInstance> tryAcquire();

	/**
	 * Return a loan. The same as closing the instance, but strict.
	 * @param instance an instance borrowed from this pool
	 * @throws IllegalArgumentException if it was not borrowed here
	 * @throws IllegalStateException if it is released already, or a call is running on it
	 */
	void release(WasmInstance instance);

	/**
	 * Borrow an instance for the time of a callback. With {@link ExecutionMode#DEDICATED}
	 * the callback runs on a thread of the pool while the caller waits for it.
	 * @param work what to do with it
	 * @param <T> the type of the result
	 * @param <E> the type of exception the work throws
	 * @return what the work returned
	 * @throws E what the work threw
	 * @throws WasmPoolInterruptedException if the thread is interrupted while it waits
	 * for an instance or for a callback on a thread of the pool
	 * @see #acquire()
	 */
	<T extends @Nullable Object, E extends Exception> T withInstance(WasmCallback<T, E> work) throws E;

	/**
	 * Borrow an instance for the time of a callback without a result. With
	 * {@link ExecutionMode#DEDICATED} the callback runs on a thread of the pool while the
	 * caller waits for it.
	 * @param work what to do with it
	 * @param <E> the type of exception the work throws
	 * @throws E what the work threw
	 * @throws WasmPoolInterruptedException if the thread is interrupted while it waits
	 * for an instance or for a callback on a thread of the pool
	 * @see #acquire()
	 */
	<E extends Exception> void useInstance(WasmAction<E> work) throws E;

	/**
	 * Borrow an instance, call a function, return the instance.
	 * @param export the name of the function
	 * @param args its arguments
	 * @return {@code null} for no result, a boxed value for one, a {@code List} for
	 * several
	 * @throws NoSuchExportException if the module exports no function of that name
	 * @throws IllegalArgumentException if the arguments do not fit
	 * @throws WasmPoolException as {@link #acquire()} does
	 * @throws WasmException as the call does
	 * @see WasmInstance#call(String, Object...)
	 */
	default @Nullable Object call(String export, Object... args) {
		return this.<@Nullable Object, RuntimeException>withInstance((instance) -> instance.call(export, args));
	}

	/**
	 * Borrow an instance, call a function, return the instance.
	 * @param export the name of the function
	 * @param args its arguments
	 * @return its result
	 * @throws NoSuchExportException if the module exports no function of that name
	 * @throws IllegalArgumentException if the arguments or the result do not fit
	 * @throws WasmPoolException as {@link #acquire()} does
	 * @throws WasmException as the call does
	 * @see WasmInstance#callInt(String, Object...)
	 */
	default int callInt(String export, Object... args) {
		return this.<Integer, RuntimeException>withInstance((instance) -> instance.callInt(export, args));
	}

	/**
	 * Borrow an instance, call a function, return the instance.
	 * @param export the name of the function
	 * @param args its arguments
	 * @return its result
	 * @throws NoSuchExportException if the module exports no function of that name
	 * @throws IllegalArgumentException if the arguments or the result do not fit
	 * @throws WasmPoolException as {@link #acquire()} does
	 * @throws WasmException as the call does
	 * @see WasmInstance#callLong(String, Object...)
	 */
	default long callLong(String export, Object... args) {
		return this.<Long, RuntimeException>withInstance((instance) -> instance.callLong(export, args));
	}

	/**
	 * Borrow an instance, call a function, return the instance.
	 * @param export the name of the function
	 * @param args its arguments
	 * @return its result
	 * @throws NoSuchExportException if the module exports no function of that name
	 * @throws IllegalArgumentException if the arguments or the result do not fit
	 * @throws WasmPoolException as {@link #acquire()} does
	 * @throws WasmException as the call does
	 * @see WasmInstance#callFloat(String, Object...)
	 */
	default float callFloat(String export, Object... args) {
		return this.<Float, RuntimeException>withInstance((instance) -> instance.callFloat(export, args));
	}

	/**
	 * Borrow an instance, call a function, return the instance.
	 * @param export the name of the function
	 * @param args its arguments
	 * @return its result
	 * @throws NoSuchExportException if the module exports no function of that name
	 * @throws IllegalArgumentException if the arguments or the result do not fit
	 * @throws WasmPoolException as {@link #acquire()} does
	 * @throws WasmException as the call does
	 * @see WasmInstance#callDouble(String, Object...)
	 */
	default double callDouble(String export, Object... args) {
		return this.<Double, RuntimeException>withInstance((instance) -> instance.callDouble(export, args));
	}

	/**
	 * Borrow an instance, call a function, return the instance.
	 * @param export the name of the function
	 * @param args its arguments
	 * @throws NoSuchExportException if the module exports no function of that name
	 * @throws IllegalArgumentException if the arguments do not fit
	 * @throws WasmPoolException as {@link #acquire()} does
	 * @throws WasmException as the call does
	 * @see WasmInstance#callVoid(String, Object...)
	 */
	default void callVoid(String export, Object... args) {
		this.<RuntimeException>useInstance((instance) -> instance.callVoid(export, args));
	}

	/**
	 * Make a typed view of the exports: an object whose methods call exported functions.
	 * Each call borrows an instance for as long as it takes. The client is thread-safe,
	 * and lives as long as the pool.
	 *
	 * <p>
	 * A method calls the export of its own name, or the one that
	 * {@link io.github.wasmpool.host.WasmExport @WasmExport} names. {@code int},
	 * {@code long}, {@code float} and {@code double} stand for i32, i64, f32 and f64, and
	 * widen as the arguments and results of a {@link WasmFunction} do; {@code byte} and
	 * {@code short} arguments count as {@code int}; {@code boolean} is an i32, 0 or 1, of
	 * which every value but 0 is {@code true}. The boxes of these types stand for the
	 * same. {@code void} and {@link Void} ignore results.
	 *
	 * <p>
	 * {@link String}, {@code byte[]} and {@link java.nio.ByteBuffer} become two
	 * parameters, a pointer and a length in bytes, or one, a managed object, for
	 * AssemblyScript. Every other type is passed in the same way, as JSON text. How such
	 * results come back is said by {@link io.github.wasmpool.host.WasmResult @WasmResult}
	 * or {@link AbiOptions#result()}. Text is UTF-8 (an unpaired surrogate becomes
	 * {@code ?}), and UTF-16LE for AssemblyScript, where every {@code char} is kept. Of a
	 * buffer its remaining bytes are passed and its position stays; a buffer that is
	 * returned is new, little-endian, and begins at 0. No argument but one that is JSON
	 * may be {@code null}. What is allocated for a call is freed after it, also when it
	 * fails; after a trap the instance is retired, with its memory (a shared one keeps
	 * it). Each entry into the guest, to allocate, to call and to free, has the time
	 * limit of its own.
	 *
	 * <p>
	 * Default methods run as Java; each export they call borrows an instance of its own.
	 * {@code equals}, {@code hashCode} and {@code toString} are those of the client. A
	 * checked exception that a method declares, and a host function throws, reaches the
	 * caller as it is; other exceptions are those of {@link #withInstance(WasmCallback)}
	 * and {@link WasmFunction}.
	 * @param type an interface, public or not
	 * @param <T> the interface
	 * @return an object that calls guests of this pool
	 * @throws WasmClientException if the interface does not fit the module; the message
	 * lists everything that does not
	 */
	<T> T client(Class<T> type);

	/**
	 * Borrow several instances that work together, all or none, waiting for all of them
	 * together up to the configured acquire timeout, in turn with all other borrowers.
	 * Who waits holds nothing, so nobody holds part of what another waits for. A thread
	 * that holds instances already, and waits for more than the others leave, waits in
	 * vain.
	 * @param instances how many, from 1 to the size of the pool
	 * @return a coordinator that the caller closes
	 * @throws IllegalArgumentException if there can never be so many
	 * @throws WasmPoolExhaustedException if not all became free in time, if too many
	 * borrowers wait already (a coordinator counts as one of them), or if the pool is
	 * made smaller meanwhile
	 * @throws WasmPoolClosedException if the pool is closed
	 * @throws WasmPoolInterruptedException if the thread is interrupted while it waits
	 * @throws WasmInstanceCreationException if an instance could not be made
	 */
	WasmCoordinator coordinator(int instances);

	/**
	 * Borrow several instances that work together, on the terms of these loans.
	 * @param instances how many, from 1 to the size of the pool
	 * @param options what differs from the pool's configuration; the acquire timeout is
	 * for all instances together, and {@linkplain LoanOptions#withOutput() output} is
	 * kept for each, of all operations, until the coordinator is closed or replaces it
	 * @return a coordinator that the caller closes
	 * @throws IllegalArgumentException if there can never be so many, or if the options
	 * name an execution timeout and the module is compiled without deadline checks
	 * @see #coordinator(int)
	 */
	WasmCoordinator coordinator(int instances, LoanOptions options);

	/**
	 * Run the module as a command: a program from bytes to bytes. It runs in an instance
	 * of its own, within the bounds of the pool, and is subject to the execution timeout.
	 * Its environment and directories are those of {@link WasiOptions}.
	 *
	 * <p>
	 * What it writes is returned and not logged. What is thrown when it fails has what it
	 * had written to standard error, of much the last 8 KiB, as a suppressed
	 * {@link WasmStandardErrorException}.
	 * @param stdin what it reads from standard input; not to be changed meanwhile
	 * @param args its arguments, after the configured ones and after the name of the
	 * program, which is that of the module
	 * @return its exit code and what it wrote
	 * @throws IllegalStateException if the module is no command, which is one that
	 * exports {@code _start}, or instances are reused
	 * @throws IllegalArgumentException if an argument contains a zero character
	 * @throws WasmOutputLimitException if it writes more than
	 * {@link WasiOptions#outputLimit()}
	 * @throws WasmException if it traps or does not end in time
	 * @throws NullPointerException if its standard input or an argument is {@code null};
	 * no instance is borrowed then
	 * @throws WasmPoolInterruptedException if the thread is interrupted while it waits
	 * for an instance
	 * @see #acquire()
	 */
	WasmRunResult run(byte[] stdin, String... args);

	/**
	 * Make the instances that are to be kept ready, several at once, and wait until they
	 * are made. Spring's lifecycle calls this when the application starts.
	 * @throws WasmInstanceCreationException if an instance could not be made
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	void prefill();

	/**
	 * Begin to drain: keep nothing ready until {@link #prefill()}, retire idle instances,
	 * and those on loan as they return. Borrowers are served all the same. Nobody is
	 * waited for, but the shutdown grace period begins for {@link #drain()}, so that
	 * several pools can be drained together.
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	void beginDrain();

	/**
	 * {@linkplain #beginDrain() Begin to drain}, unless that is done, and wait for loans
	 * up to the shutdown grace period. Loans of the calling thread are not waited for. An
	 * instance that is being made in the background is waited for for a second at most,
	 * and retired when it is there. Spring's lifecycle calls this when the application
	 * stops, or is paused. An interrupt ends the waiting, and the flag stays set.
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	void drain();

	/**
	 * Change how many instances can live at once. {@link WasmPoolStats#size()} is the new
	 * size at once.
	 *
	 * <p>
	 * Growing serves those who wait at once. Shrinking frees idle instances at once, and
	 * those on loan when they are returned: until then more can live than the new size.
	 * As many instances are kept ready as were configured, or as many as the size if that
	 * is less.
	 * @param size from 1 to 1,000,000
	 * @throws IllegalArgumentException if the size is impossible, or the process cannot
	 * hold so many instances; nothing has changed then
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	void resize(int size);

	/**
	 * Replace all instances: those that are idle are retired now, those on loan when they
	 * are returned. Nothing is taken from a borrower.
	 * @throws WasmPoolClosedException if the pool is closed
	 */
	void refresh();

	/**
	 * Let every later loan begin where some work ends: a configuration that was set, a
	 * script that was loaded, a table that was filled. The work is done once, on an
	 * instance that begins in the state of the code itself, whatever was seeded before,
	 * with the time limit of initialisation for each entry. It takes milliseconds beside
	 * the work itself; but the first seed of a module, unless the pool has a snapshot,
	 * compiles its code once more. Loans under way finish in the state in which they
	 * began; their instances go over to the new one in place, or are retired. Nobody
	 * waits for the change, and nobody gets half of each. A seed ends when the code is
	 * {@linkplain #replace(WasmModule) replaced}.
	 *
	 * <p>
	 * What the guest drew from clocks and randomness during the work is the same in all
	 * loans. Coordinators keep the state with which they began until they are closed.
	 * Replacements and seeds of one pool are made one at a time, in the order of the
	 * calls.
	 * @param work what to do with the instance
	 * @param <E> the type of exception the work throws
	 * @throws E what the work threw; nothing has changed then
	 * @throws WasmReplacementException if the state cannot be carried to other instances,
	 * there is no room, or the pool is drained meanwhile; nothing has changed then
	 * @throws WasmPoolClosedException if the pool is closed, also meanwhile
	 * @throws WasmPoolInterruptedException if the thread is interrupted while it waits
	 * for its turn
	 * @throws IllegalStateException if the instances of this pool share one memory, or
	 * this is called by what another replacement or seed of this pool calls
	 */
	<E extends Exception> void reseed(WasmAction<E> work) throws E;

	/**
	 * Let every later loan run other code. All of it is prepared and checked before, on
	 * the calling thread: that the module keeps the limits and goes with the settings of
	 * the pool, which stay; that what it imports is provided (host functions are looked
	 * up anew) and every client interface that is in use fits; that there is room for its
	 * instances beside the present ones; and that one can be made, initialised and, where
	 * there is a {@link WasmInstanceValidator}, is found to be in order. Only then it
	 * becomes the present code, at once and for all borrowers. Loans under way finish
	 * with the code with which they began; there are never more instances of both
	 * together than {@code size}. The new code begins in its own state.
	 *
	 * <p>
	 * Clients of the pool follow the present code; coordinators keep that with which they
	 * began until they are closed. Replacements and seeds of one pool are made one at a
	 * time, in the order of the calls.
	 * @param module the module, of the runtime of this pool. The pool takes a count of
	 * its own, and the caller still closes its handle
	 * @throws WasmReplacementException if anything of that fails; nothing has changed
	 * then
	 * @throws WasmPoolClosedException if the pool is closed, also meanwhile
	 * @throws WasmPoolInterruptedException if the thread is interrupted while it waits
	 * for its turn
	 * @throws IllegalStateException if the instances of this pool share one memory, or
	 * this is called by what another replacement or seed of this pool calls
	 */
	void replace(WasmModule module);

	/**
	 * Let every later loan run other code, which is compiled with the settings of the
	 * present one, under its name.
	 * @param binary the bytes of a module
	 * @see #replace(WasmModule)
	 */
	void replace(byte[] binary);

	/**
	 * Return why the last {@linkplain #replace(WasmModule) replacement} or
	 * {@linkplain #reseed(WasmAction) seed} failed. Never waits.
	 * @return the reason, on one line and of bounded length, or empty when the last one
	 * succeeded, or there was none
	 */
	Optional<String> swapFailure();

	/**
	 * Return the memory that all instances of this pool see, for pools of a module with
	 * {@code memory.shared}.
	 * @return the memory, of no use once the pool is closed
	 * @throws IllegalStateException if each instance of this pool has a memory of its own
	 */
	SharedWasmMemory sharedMemory();

	/**
	 * Take a snapshot of the numbers of the pool. Never waits.
	 * @return the numbers
	 */
	WasmPoolStats stats();

	/**
	 * Return what bounds the loans of this pool.
	 * @return what was configured
	 */
	WasmPoolLimits limits();

	/**
	 * Describe the instances that live. Never waits.
	 * @return each of them
	 */
	List<WasmInstanceStats> instances();

	/**
	 * Say in which state loans begin, and how an instance gets into it.
	 * @return for example {@code each loan begins fresh: instances are put back in place}
	 */
	String resetDescription();

	/**
	 * Say who provides what the module imports.
	 * @return the host function of each imported function; empty until they were looked
	 * up, which is when the pool is built or its first instance is made
	 */
	Map<ImportType, String> providers();

	/**
	 * Return how many instances are kept ready.
	 * @return the number: what was configured, or the size if that is less, or zero while
	 * the pool is {@linkplain #isDraining() draining}
	 */
	int minIdle();

	/**
	 * Whether the pool keeps nothing ready, because it is being drained, or was.
	 * @return {@code true} from {@link #beginDrain()} until {@link #prefill()}
	 */
	boolean isDraining();

	/**
	 * Return what was counted since the pool was made: loans, calls, and what became of
	 * instances. Never waits.
	 * @return the counters
	 */
	WasmPoolCounters counters();

	/**
	 * Return the calls that failed lately. Never waits.
	 * @return those of the last minute, and the last one
	 */
	WasmPoolFailures failures();

	/**
	 * Whether this pool decides on the health of the application.
	 * @return what was asked for when it was built
	 * @see WasmPoolBuilder#healthStatus(boolean)
	 */
	boolean healthStatus();

	/**
	 * Return how large the memories of all instances that live are, as their guests are
	 * told. Each counts as it was when it was made or returned last; one that all share
	 * counts once. Never waits.
	 * @return the bytes
	 */
	long linearMemory();

	/**
	 * Return how much memory of the guests is resident because loans wrote or read it,
	 * and stays so while instances are idle: as it was when each was last put back in
	 * place. What all instances share of what their module says is not in it.
	 * @return the bytes; zero if instances are not put back in place
	 */
	long residentMemory();

	/**
	 * Tell why instances cannot be made. Never waits.
	 * @return the reason why the last attempt to make an instance failed, on one line and
	 * of bounded length, or empty when the last attempt succeeded, or there was none
	 */
	Optional<String> creationFailure();

	/**
	 * Whether the pool is closed.
	 * @return {@code true} once {@link #close()} was called
	 */
	boolean isClosed();

	/**
	 * Refuse new borrowers, wake those that wait, wait for loans up to the shutdown grace
	 * period, and free native memory. An instance that is still on loan then is freed
	 * when it is returned, never under a call that runs; a warning names the threads that
	 * acquired one. One that is being made in the background is waited for for a second
	 * at most, and freed when that ends. Further calls have no effect, but wait for the
	 * rest of that period.
	 *
	 * <p>
	 * May be called by any thread, also inside {@link #withInstance(WasmCallback)
	 * withInstance}: loans that the calling thread itself acquired are not waited for,
	 * and end as they would have ended. An interrupt ends the waiting and stays set.
	 */
	@Override
	void close();

}
