package io.github.wasmpool.wasmtime.wasi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmMemoryAccessException;

/**
 * A memory without a guest.
 */
final class ArrayMemory implements WasmMemory {

	private final byte[] bytes;

	private final ByteBuffer buffer;

	ArrayMemory(int size) {
		this.bytes = new byte[size];
		this.buffer = ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN);
	}

	private int check(long offset, int length) {
		if (offset < 0 || offset + length > this.bytes.length) {
			throw new WasmMemoryAccessException("out of bounds", offset, length, this.bytes.length);
		}
		return (int) offset;
	}

	@Override
	public byte[] read(long offset, int length) {
		int at = check(offset, length);
		return Arrays.copyOfRange(this.bytes, at, at + length);
	}

	@Override
	public void read(long offset, byte[] into, int at, int length) {
		System.arraycopy(this.bytes, check(offset, length), into, at, length);
	}

	@Override
	public void write(long offset, byte[] data, int at, int length) {
		System.arraycopy(data, at, this.bytes, check(offset, length), length);
	}

	@Override
	public byte readByte(long offset) {
		return this.buffer.get(check(offset, 1));
	}

	@Override
	public void writeByte(long offset, byte value) {
		this.buffer.put(check(offset, 1), value);
	}

	@Override
	public int readInt(long offset) {
		return this.buffer.getInt(check(offset, 4));
	}

	@Override
	public void writeInt(long offset, int value) {
		this.buffer.putInt(check(offset, 4), value);
	}

	@Override
	public long readLong(long offset) {
		return this.buffer.getLong(check(offset, 8));
	}

	@Override
	public void writeLong(long offset, long value) {
		this.buffer.putLong(check(offset, 8), value);
	}

	@Override
	public void fill(long offset, int length, byte value) {
		int at = check(offset, length);
		Arrays.fill(this.bytes, at, at + length, value);
	}

	@Override
	public long size() {
		return this.bytes.length;
	}

	@Override
	public int pages() {
		return this.bytes.length >> 16;
	}

	@Override
	public int grow(int pages) {
		throw new UnsupportedOperationException();
	}

}
