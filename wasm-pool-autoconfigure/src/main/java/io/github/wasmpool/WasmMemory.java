package io.github.wasmpool;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A memory of an instance. It dies with the loan.
 *
 * <p>
 * Offsets and lengths are bytes; numbers are little-endian, at any alignment. Each access
 * is checked in Java: one that begins before 0, has a negative length or reaches past the
 * end throws {@link WasmMemoryAccessException} and changes nothing. Every method throws
 * {@link IllegalStateException} when the loan is over or in use by another thread. Data
 * is copied: no view of a guest's memory leaves its loan.
 */
public interface WasmMemory {

	/**
	 * Copy bytes out of the memory.
	 * @param offset where they begin
	 * @param length how many
	 * @return a new array
	 */
	byte[] read(long offset, int length);

	/**
	 * Copy bytes out of the memory.
	 * @param offset where they begin
	 * @param into the array to copy to
	 * @param at where to begin in the array
	 * @param length how many
	 * @throws IndexOutOfBoundsException if the array cannot hold them
	 */
	void read(long offset, byte[] into, int at, int length);

	/**
	 * Copy bytes into the memory.
	 * @param offset where to begin
	 * @param data the bytes
	 */
	default void write(long offset, byte[] data) {
		write(offset, data, 0, data.length);
	}

	/**
	 * Copy bytes into the memory.
	 * @param offset where to begin
	 * @param data an array with the bytes
	 * @param at where they begin in the array
	 * @param length how many
	 * @throws IndexOutOfBoundsException if the array does not hold them
	 */
	void write(long offset, byte[] data, int at, int length);

	/**
	 * Read a byte.
	 * @param offset where it begins
	 * @return the value
	 */
	byte readByte(long offset);

	/**
	 * Write a byte.
	 * @param offset where it begins
	 * @param value the value
	 */
	void writeByte(long offset, byte value);

	/**
	 * Read a 16-bit integer.
	 * @param offset where it begins
	 * @return the value
	 */
	default short readShort(long offset) {
		byte[] bytes = read(offset, Short.BYTES);
		return (short) (bytes[1] << Byte.SIZE | (bytes[0] & 0xFF));
	}

	/**
	 * Write a 16-bit integer.
	 * @param offset where it begins
	 * @param value the value
	 */
	default void writeShort(long offset, short value) {
		write(offset, new byte[] { (byte) value, (byte) (value >> Byte.SIZE) });
	}

	/**
	 * Read a 32-bit integer.
	 * @param offset where it begins
	 * @return the value
	 */
	int readInt(long offset);

	/**
	 * Write a 32-bit integer.
	 * @param offset where it begins
	 * @param value the value
	 */
	void writeInt(long offset, int value);

	/**
	 * Read a 64-bit integer.
	 * @param offset where it begins
	 * @return the value
	 */
	long readLong(long offset);

	/**
	 * Write a 64-bit integer.
	 * @param offset where it begins
	 * @param value the value
	 */
	void writeLong(long offset, long value);

	/**
	 * Read a 32-bit number.
	 * @param offset where it begins
	 * @return the value
	 */
	default float readFloat(long offset) {
		return Float.intBitsToFloat(readInt(offset));
	}

	/**
	 * Write a 32-bit number.
	 * @param offset where it begins
	 * @param value the value
	 */
	default void writeFloat(long offset, float value) {
		writeInt(offset, Float.floatToRawIntBits(value));
	}

	/**
	 * Read a 64-bit number.
	 * @param offset where it begins
	 * @return the value
	 */
	default double readDouble(long offset) {
		return Double.longBitsToDouble(readLong(offset));
	}

	/**
	 * Write a 64-bit number.
	 * @param offset where it begins
	 * @param value the value
	 */
	default void writeDouble(long offset, double value) {
		writeLong(offset, Double.doubleToRawLongBits(value));
	}

	/**
	 * Read text in UTF-8. What is no valid UTF-8 becomes U+FFFD.
	 * @param offset where it begins
	 * @param length its bytes
	 * @return the text
	 */
	default String readString(long offset, int length) {
		return new String(read(offset, length), StandardCharsets.UTF_8);
	}

	/**
	 * Write text in UTF-8, without a terminator.
	 * @param offset where to begin
	 * @param text the text
	 * @return the bytes written
	 */
	default int writeString(long offset, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		write(offset, bytes);
		return bytes.length;
	}

	/**
	 * Read text in UTF-8 up to a zero byte.
	 * @param offset where it begins
	 * @return the text, without the zero byte
	 * @throws WasmMemoryAccessException if no zero byte follows
	 */
	default String readCString(long offset) {
		byte[] text = read(offset, 0);
		long size = size();
		while (offset + text.length < size) {
			int known = text.length;
			int more = (int) Math.min(size - offset - known, Math.max(256, known));
			text = Arrays.copyOf(text, known + more);
			read(offset + known, text, known, more);
			for (int end = known; end < text.length; end++) {
				if (text[end] == 0) {
					return new String(text, 0, end, StandardCharsets.UTF_8);
				}
			}
		}
		throw new WasmMemoryAccessException("No zero byte ends the text", offset, size - offset, size);
	}

	/**
	 * Set bytes to one value.
	 * @param offset where to begin
	 * @param length how many
	 * @param value the value
	 */
	void fill(long offset, int length, byte value);

	/**
	 * Return the present size.
	 * @return the bytes
	 */
	long size();

	/**
	 * Return the present size.
	 * @return the pages of 64 KiB
	 */
	int pages();

	/**
	 * Make the memory larger.
	 * @param pages by how many pages, zero or more
	 * @return the pages before
	 * @throws WasmMemoryAccessException if the memory would grow past its ceiling
	 * @throws IllegalArgumentException if {@code pages} is negative
	 */
	int grow(int pages);

}
