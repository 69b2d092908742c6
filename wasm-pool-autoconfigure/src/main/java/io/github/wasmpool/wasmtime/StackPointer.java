package io.github.wasmpool.wasmtime;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Where the current thread is on its stack, as Linux tells it of a system call: the call
 * that asks is the one that runs.
 */
final class StackPointer {

	/** What {@link #read()} returns where it cannot be known. */
	static final long UNKNOWN = 0;

	private static final String FILE = "/proc/thread-self/syscall";

	/**
	 * The number of the call, its six arguments, the stack pointer, the program counter.
	 */
	private static final int FIELDS = 9;

	private static final int POINTER = 7;

	private StackPointer() {
	}

	/**
	 * Read the address, which takes some microseconds.
	 * @return an address in the stack of the current thread, or {@link #UNKNOWN}
	 */
	static long read() {
		byte[] line = new byte[256];
		try (InputStream file = new FileInputStream(FILE)) {
			int length = Math.max(file.read(line), 0);
			return parse(new String(line, 0, length, StandardCharsets.US_ASCII));
		}
		catch (IOException | NumberFormatException | SecurityException ex) {
			return UNKNOWN;
		}
	}

	private static long parse(String line) {
		String[] fields = line.trim().split(" ", -1);
		return (fields.length == FIELDS) ? Long.decode(fields[POINTER]) : UNKNOWN;
	}

}
