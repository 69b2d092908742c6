package io.github.wasmpool;

/**
 * A memory of an instance. It dies with the loan.
 *
 * <p>
 * Offsets and lengths are bytes; numbers are little-endian, at any alignment. Each access
 * is checked in Java: one that reaches past the end throws
 * {@link WasmMemoryAccessException} and changes nothing. Every method throws
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
	short readShort(long offset);

	/**
	 * Write a 16-bit integer.
	 * @param offset where it begins
	 * @param value the value
	 */
	void writeShort(long offset, short value);

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
	float readFloat(long offset);

	/**
	 * Write a 32-bit number.
	 * @param offset where it begins
	 * @param value the value
	 */
	void writeFloat(long offset, float value);

	/**
	 * Read a 64-bit number.
	 * @param offset where it begins
	 * @return the value
	 */
	double readDouble(long offset);

	/**
	 * Write a 64-bit number.
	 * @param offset where it begins
	 * @param value the value
	 */
	void writeDouble(long offset, double value);

	/**
	 * Read text in UTF-8. What is no valid UTF-8 becomes U+FFFD.
	 * @param offset where it begins
	 * @param length its bytes
	 * @return the text
	 */
	String readString(long offset, int length);

	/**
	 * Write text in UTF-8, without a terminator.
	 * @param offset where to begin
	 * @param text the text
	 * @return the bytes written
	 */
	int writeString(long offset, String text);

	/**
	 * Read text in UTF-8 up to a zero byte.
	 * @param offset where it begins
	 * @return the text, without the zero byte
	 * @throws WasmMemoryAccessException if no zero byte follows
	 */
	String readCString(long offset);

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
	 */
	int grow(int pages);

}
