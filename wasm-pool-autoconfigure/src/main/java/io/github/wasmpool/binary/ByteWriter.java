package io.github.wasmpool.binary;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A growing piece of a binary.
 */
final class ByteWriter {

	private final ByteArrayOutputStream bytes;

	ByteWriter() {
		this(64);
	}

	ByteWriter(int capacity) {
		this.bytes = new ByteArrayOutputStream(capacity);
	}

	ByteWriter u8(int value) {
		this.bytes.write(value);
		return this;
	}

	/**
	 * Write an unsigned integer in LEB128.
	 * @param value the value, not negative
	 * @return this
	 */
	ByteWriter u32(long value) {
		long rest = value;
		while (rest >= 0x80) {
			this.bytes.write((int) (rest & 0x7F) | 0x80);
			rest >>>= 7;
		}
		this.bytes.write((int) rest);
		return this;
	}

	ByteWriter name(String name) {
		byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
		return u32(utf8.length).copy(utf8, 0, utf8.length);
	}

	ByteWriter copy(byte[] source, int start, int end) {
		this.bytes.write(source, start, end - start);
		return this;
	}

	ByteWriter append(ByteWriter other) {
		this.bytes.writeBytes(other.toByteArray());
		return this;
	}

	/**
	 * Write a section with its header.
	 * @param id the id of the section
	 * @param content what it holds
	 * @return this
	 */
	ByteWriter section(int id, ByteWriter content) {
		return u8(id).u32(content.size()).append(content);
	}

	int size() {
		return this.bytes.size();
	}

	byte[] toByteArray() {
		return this.bytes.toByteArray();
	}

}
