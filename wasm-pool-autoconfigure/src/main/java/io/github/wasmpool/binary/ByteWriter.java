package io.github.wasmpool.binary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * A growing piece of a binary. Not thread-safe.
 */
final class ByteWriter {

	private static final byte[] HEADER = { 0, 'a', 's', 'm', 1, 0, 0, 0 };

	private static final int FUNCTION_TYPE = 0x60;

	private static final int HAS_MAXIMUM = 1;

	private static final int SHARED = 2;

	private final ByteArrayOutputStream bytes;

	/**
	 * Begin with nothing.
	 */
	ByteWriter() {
		this(64);
	}

	ByteWriter(int capacity) {
		this.bytes = new ByteArrayOutputStream(capacity);
	}

	/**
	 * Write the header of a module.
	 */
	ByteWriter header() {
		return copy(HEADER, 0, HEADER.length);
	}

	/**
	 * Write a byte.
	 * @param value its lowest eight bits are written
	 * @return this
	 */
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

	/**
	 * Write a signed integer in LEB128.
	 * @param value the value
	 * @return this
	 */
	ByteWriter signed(long value) {
		long rest = value;
		while (rest < -0x40 || rest >= 0x40) {
			this.bytes.write((int) (rest & 0x7F) | 0x80);
			rest >>= 7;
		}
		this.bytes.write((int) (rest & 0x7F));
		return this;
	}

	/**
	 * Write a name, with its length.
	 * @param name the name
	 * @return this
	 */
	ByteWriter name(String name) {
		byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
		return u32(utf8.length).copy(utf8, 0, utf8.length);
	}

	/**
	 * Write the type of a value.
	 * @param type the type
	 * @return this
	 */
	ByteWriter type(ValueType type) {
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
	ByteWriter type(FunctionType type) {
		return u8(FUNCTION_TYPE).types(type.params()).types(type.results());
	}

	/**
	 * Write the type of a memory.
	 */
	ByteWriter type(MemoryType type) {
		Integer max = type.maxPages();
		return limits(type.shared() ? SHARED : 0, type.minPages(), (max != null) ? max.longValue() : null);
	}

	/**
	 * Write the type of a table.
	 */
	ByteWriter type(TableType type) {
		return type(type.type()).limits(0, type.minElements(), type.maxElements());
	}

	/**
	 * Write the type of a global.
	 */
	ByteWriter type(GlobalType type) {
		return type(type.type()).u8(type.mutable() ? 1 : 0);
	}

	private ByteWriter limits(int flags, long min, @Nullable Long max) {
		return (max != null) ? u8(flags | HAS_MAXIMUM).u32(min).u32(max) : u8(flags).u32(min);
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
	ByteWriter append(ByteWriter other) {
		try {
			other.bytes.writeTo(this.bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this;
	}

	/**
	 * Write a section with its header.
	 * @param id the id of the section
	 * @param parts what it holds, one after the other
	 * @return this
	 */
	ByteWriter section(int id, ByteWriter... parts) {
		u8(id).u32(Arrays.stream(parts).mapToLong(ByteWriter::size).sum());
		Arrays.stream(parts).forEach(this::append);
		return this;
	}

	/**
	 * Return how much was written.
	 * @return the number of bytes
	 */
	int size() {
		return this.bytes.size();
	}

	/**
	 * Return what was written.
	 * @return a copy
	 */
	byte[] toByteArray() {
		return this.bytes.toByteArray();
	}

}
