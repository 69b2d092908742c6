package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * An instance on loan, or one that stands alone. Each loan is a new object: one that was
 * released never touches what the next borrower got.
 *
 * <p>
 * To be used by one thread at a time. Use after release and use by two threads at once
 * throw {@link IllegalStateException} and never reach native code. After a call that
 * failed inside the guest (a trap, a timeout, a host function, an exit),
 * {@link #isHealthy()} is {@code false}, further calls are refused with
 * {@link IllegalStateException}, and the instance is not lent again.
 */
public interface WasmInstance extends AutoCloseable {

	/**
	 * Look up an exported function.
	 * @param export its name
	 * @return the function, which lives as long as this loan
	 * @throws NoSuchExportException if the module exports no function of that name
	 */
	WasmFunction function(String export);

	/**
	 * Call an exported function.
	 * @param export its name
	 * @param args the arguments, boxed
	 * @return {@code null} for no result, a boxed value for one, a {@code List} for
	 * several
	 * @see WasmFunction#call(Object...)
	 */
	default @Nullable Object call(String export, Object... args) {
		return function(export).call(args);
	}

	/**
	 * Call an exported function with a result of type i32.
	 * @param export its name
	 * @param args the arguments, boxed
	 * @return the result
	 * @see WasmFunction#callInt(Object...)
	 */
	default int callInt(String export, Object... args) {
		return function(export).callInt(args);
	}

	/**
	 * Call an exported function with a result of type i64 or i32.
	 * @param export its name
	 * @param args the arguments, boxed
	 * @return the result
	 * @see WasmFunction#callLong(Object...)
	 */
	default long callLong(String export, Object... args) {
		return function(export).callLong(args);
	}

	/**
	 * Call an exported function with a result of type f32, i64 or i32.
	 * @param export its name
	 * @param args the arguments, boxed
	 * @return the result
	 * @see WasmFunction#callFloat(Object...)
	 */
	default float callFloat(String export, Object... args) {
		return function(export).callFloat(args);
	}

	/**
	 * Call an exported function with a result of any numeric type.
	 * @param export its name
	 * @param args the arguments, boxed
	 * @return the result
	 * @see WasmFunction#callDouble(Object...)
	 */
	default double callDouble(String export, Object... args) {
		return function(export).callDouble(args);
	}

	/**
	 * Call an exported function and ignore its results.
	 * @param export its name
	 * @param args the arguments, boxed
	 * @see WasmFunction#callVoid(Object...)
	 */
	default void callVoid(String export, Object... args) {
		function(export).callVoid(args);
	}

	/**
	 * Return the memory: the export named {@code memory}, else the only one.
	 * @return the memory, which lives as long as this loan
	 * @throws NoSuchExportException if the module exports no memory
	 */
	WasmMemory memory();

	/**
	 * Return an exported memory.
	 * @param export its name
	 * @return the memory, which lives as long as this loan
	 * @throws NoSuchExportException if the module exports no memory of that name
	 */
	WasmMemory memory(String export);

	/**
	 * Return an exported global.
	 * @param export its name
	 * @return the global, which lives as long as this loan
	 * @throws NoSuchExportException if the module exports no global of that name
	 */
	WasmGlobal global(String export);

	/**
	 * Make a typed view of the exports. It lives as long as this loan; otherwise it is
	 * what {@link WasmPool#client(Class)} describes.
	 * @param type an interface
	 * @param <T> the interface
	 * @return an object that calls the guest
	 * @throws WasmClientException if the interface does not fit the module; the message
	 * lists everything that does not
	 * @throws IllegalStateException if the loan is over or in use by another thread
	 */
	<T> T client(Class<T> type);

	/**
	 * Call an exported function that takes bytes and returns bytes, in the way that is
	 * configured for the pool.
	 * @param export its name
	 * @param arguments the bytes for each parameter, not to be changed meanwhile
	 * @return the result, a new array
	 * @throws NoSuchExportException if the module exports no function of that name
	 * @throws IllegalArgumentException if the function, or the module, does not take and
	 * return bytes in this way; the message says why
	 * @throws WasmException if the guest fails, cannot allocate, or returns the pointer 0
	 * where that stands for no result ({@link ResultConvention#POINTER},
	 * {@link ResultConvention#C_STRING}, {@link ResultConvention#ASSEMBLY_SCRIPT})
	 * @see AbiOptions
	 */
	byte[] callBytes(String export, byte[]... arguments);

	/**
	 * Call an exported function that takes text and returns text, in the way that is
	 * configured for the pool: UTF-8, or UTF-16LE for AssemblyScript. In UTF-8 an
	 * unpaired surrogate becomes {@code ?}, and what is no valid UTF-8 in a result
	 * becomes U+FFFD.
	 * @param export its name
	 * @param arguments the text for each parameter
	 * @return the result
	 * @throws NoSuchExportException if the module exports no function of that name
	 * @throws IllegalArgumentException if the function, or the module, does not take and
	 * return text in this way; the message says why
	 * @throws WasmException if the guest fails, cannot allocate, or returns the pointer 0
	 * where that stands for no result ({@link ResultConvention#POINTER},
	 * {@link ResultConvention#C_STRING}, {@link ResultConvention#ASSEMBLY_SCRIPT})
	 * @see AbiOptions
	 */
	String callString(String export, String... arguments);

	/**
	 * Return what the host functions of this loan share, with each other and with the
	 * borrower.
	 * @return the attributes of this loan, gone with it
	 * @throws IllegalStateException if the loan is over, or another thread is in a call
	 */
	LoanAttributes attributes();

	/**
	 * Return what the guest wrote to standard output during this loan, so far.
	 * @return the bytes; none if the module does not import WASI
	 * @throws IllegalStateException if the loan was not made with
	 * {@link LoanOptions#withOutput()}, or is over
	 */
	byte[] stdout();

	/**
	 * Return what the guest wrote to standard error during this loan, so far.
	 * @return the bytes; none if the module does not import WASI
	 * @throws IllegalStateException if the loan was not made with
	 * {@link LoanOptions#withOutput()}, or is over
	 */
	byte[] stderr();

	/**
	 * Whether the instance can go on being used. Any thread may ask, also after the loan.
	 * @return {@code false} once a call trapped, ran out of time, failed in a host
	 * function, ended by {@code proc_exit}, or was given up by an interrupted thread
	 */
	boolean isHealthy();

	/**
	 * End the loan, or free a stand-alone instance. A call that is running on another
	 * thread goes on to its end, then the instance is given back. Further calls have no
	 * effect.
	 */
	@Override
	void close();

}
