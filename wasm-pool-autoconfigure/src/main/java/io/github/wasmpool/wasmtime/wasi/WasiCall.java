package io.github.wasmpool.wasmtime.wasi;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.github.wasmpool.WasmMemory;
import org.jspecify.annotations.Nullable;

/**
 * One call of a WASI function: its arguments, and the memory they point into.
 */
final class WasiCall {

	/** The longest path a guest can name, in bytes. */
	private static final int LONGEST_PATH = 4096;

	private final WasiCaller caller;

	private final Object[] args;

	private @Nullable WasmMemory memory;

	WasiCall(WasiCaller caller, Object[] args) {
		this.caller = caller;
		this.args = args;
	}

	WasmMemory memory() {
		WasmMemory known = this.memory;
		if (known == null) {
			known = this.caller.memory();
			this.memory = known;
		}
		return known;
	}

	int int32(int index) {
		return (Integer) this.args[index];
	}

	long int64(int index) {
		return (Long) this.args[index];
	}

	/**
	 * Return an address or a length.
	 * @param index the index of the argument
	 * @return the argument without sign
	 */
	long pointer(int index) {
		return Integer.toUnsignedLong(int32(index));
	}

	/**
	 * Return an address where something will be written, after making sure that it can
	 * be.
	 * @param index the index of the argument
	 * @param length how many bytes will be written
	 * @return the address
	 * @throws ErrnoException if they do not fit
	 */
	long room(int index, int length) throws ErrnoException {
		long pointer = pointer(index);
		Errno.FAULT.unless(pointer + length <= memory().size());
		return pointer;
	}

	/**
	 * Read a path.
	 * @param index the index of the argument with its address, which the length follows
	 * @return the path
	 * @throws ErrnoException if it is too long or no text
	 */
	String path(int index) throws ErrnoException {
		long length = pointer(index + 1);
		Errno.NAMETOOLONG.unless(length <= LONGEST_PATH);
		byte[] bytes = memory().read(pointer(index), (int) length);
		try {
			String path = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			Errno.INVAL.unless(path.indexOf('\0') < 0);
			return path;
		}
		catch (CharacterCodingException ex) {
			throw Errno.ILSEQ.toException();
		}
	}

	/**
	 * Wait, but not longer than the guest may run: when its time is up, the engine stops
	 * it as soon as it goes on.
	 * @param nanos how long, zero or more
	 * @throws ErrnoException if the time of the guest is up before, or the thread is
	 * interrupted, which it is still then
	 */
	void sleep(long nanos) throws ErrnoException {
		boolean passed = false;
		try {
			passed = SlicedSleep.REAL.sleep(nanos, this.caller::isOverdue);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		Errno.INTR.unless(passed);
	}

	/**
	 * Whether something that takes long may go on.
	 * @return {@code false} if the thread is interrupted or the time of the guest is up
	 */
	boolean mayGoOn() {
		return !Thread.currentThread().isInterrupted() && !this.caller.isOverdue();
	}

}
