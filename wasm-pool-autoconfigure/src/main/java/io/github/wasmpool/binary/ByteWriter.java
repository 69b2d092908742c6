package io.github.wasmpool.binary;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * A growing piece of a binary. Not thread-safe.
 */
public final class ByteWriter {

	private static final byte[] HEADER = { 0, 'a', 's', 'm', 1, 0, 0, 0 };

	private static final int FUNCTION_TYPE = 0x60;

	private final ByteArrayOutputStream bytes;

	/**
	 * Begin with nothing.
	 */
	public ByteWriter() {
		this(64);
	}

	ByteWriter(int capacity) {
		this.bytes = new ByteArrayOutputStream(capacity);
	}

	/**
	 * Begin a module.
	 * @return a writer that holds the header
	 */
	public static ByteWriter ofModule() {
		return new ByteWriter().copy(HEADER, 0, HEADER.length);
	}

	/**
	 * Write a byte.
	 * @param value its lowest eight bits are written
	 * @return this
	 */
	public ByteWriter u8(int value) {
		this.bytes.write(value);
		return this;
	}

	/**
	 * Write an unsigned integer in LEB128.
	 * @param value the value, not negative
	 * @return this
	 */
	public ByteWriter u32(long value) {
		long rest = value;
		while (rest >= 0x80) {
			this.bytes.write((int) (rest & 0x7F) | 0x80);
			rest >>>= 7;
		}
		this.bytes.write((int) rest);
		return this;
	}

	/**
	 * Write a signed integer in LEB128.
	 * @param value the value
	 * @return this
	 */
	public ByteWriter s32(int value) {
		int rest = value;
		while (rest < -0x40 || rest >= 0x40) {
			this.bytes.write((rest & 0x7F) | 0x80);
			rest >>= 7;
		}
		this.bytes.write(rest & 0x7F);
		return this;
	}

	/**
	 * Write a name, with its length.
	 * @param name the name
	 * @return this
	 */
	public ByteWriter name(String name) {
		byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
		return u32(utf8.length).copy(utf8, 0, utf8.length);
	}

	/**
	 * Write the type of a value.
	 * @param type the type
	 * @return this
	 */
	public ByteWriter type(ValueType type) {
		return u8(switch (type) {
			case I32 -> 0x7F;
			case I64 -> 0x7E;
			case F32 -> 0x7D;
			case F64 -> 0x7C;
			case V128 -> 0x7B;
			case FUNCREF -> 0x70;
			case EXTERNREF -> 0x6F;
		});
	}

	/**
	 * Write the type of a function.
	 * @param type the type
	 * @return this
	 */
	public ByteWriter type(FunctionType type) {
		return u8(FUNCTION_TYPE).types(type.params()).types(type.results());
	}

	private ByteWriter types(List<ValueType> types) {
		u32(types.size());
		types.forEach(this::type);
		return this;
	}

	ByteWriter copy(byte[] source, int start, int end) {
		this.bytes.write(source, start, end - start);
		return this;
	}

	/**
	 * Write what another piece holds.
	 * @param other the other piece
	 * @return this
	 */
	public ByteWriter append(ByteWriter other) {
		this.bytes.writeBytes(other.toByteArray());
		return this;
	}

	/**
	 * Write a section with its header.
	 * @param id the id of the section
	 * @param content what it holds
	 * @return this
	 */
	public ByteWriter section(int id, ByteWriter content) {
		return u8(id).u32(content.size()).append(content);
	}

	/**
	 * Return how much was written.
	 * @return the number of bytes
	 */
	public int size() {
		return this.bytes.size();
	}

	/**
	 * Return what was written.
	 * @return a copy
	 */
	public byte[] toByteArray() {
		return this.bytes.toByteArray();
	}

}
