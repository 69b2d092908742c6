package io.github.wasmpool.loan;

import io.github.wasmpool.WasmMemory;

/**
 * The memory of a loan.
 */
final class GuardedMemory implements WasmMemory {

	private final Entry entry;

	private final WasmMemory memory;

	GuardedMemory(Entry entry, WasmMemory memory) {
		this.entry = entry;
		this.memory = memory;
	}

	@Override
	public byte[] read(long offset, int length) {
		return this.entry.inside(() -> this.memory.read(offset, length));
	}

	@Override
	public void read(long offset, byte[] into, int at, int length) {
		this.entry.runInside(() -> this.memory.read(offset, into, at, length));
	}

	@Override
	public void write(long offset, byte[] data, int at, int length) {
		this.entry.runInside(() -> this.memory.write(offset, data, at, length));
	}

	@Override
	public byte readByte(long offset) {
		return this.entry.inside(() -> this.memory.readByte(offset));
	}

	@Override
	public void writeByte(long offset, byte value) {
		this.entry.runInside(() -> this.memory.writeByte(offset, value));
	}

	@Override
	public int readInt(long offset) {
		return this.entry.inside(() -> this.memory.readInt(offset));
	}

	@Override
	public void writeInt(long offset, int value) {
		this.entry.runInside(() -> this.memory.writeInt(offset, value));
	}

	@Override
	public long readLong(long offset) {
		return this.entry.inside(() -> this.memory.readLong(offset));
	}

	@Override
	public void writeLong(long offset, long value) {
		this.entry.runInside(() -> this.memory.writeLong(offset, value));
	}

	@Override
	public String readString(long offset, int length) {
		return this.entry.inside(() -> this.memory.readString(offset, length));
	}

	@Override
	public int writeString(long offset, String text) {
		return this.entry.inside(() -> this.memory.writeString(offset, text));
	}

	@Override
	public String readCString(long offset) {
		return this.entry.inside(() -> this.memory.readCString(offset));
	}

	@Override
	public void fill(long offset, int length, byte value) {
		this.entry.runInside(() -> this.memory.fill(offset, length, value));
	}

	@Override
	public long size() {
		return this.entry.inside(this.memory::size);
	}

	@Override
	public int pages() {
		return this.entry.inside(this.memory::pages);
	}

	@Override
	public int grow(int pages) {
		return this.entry.inside(() -> this.memory.grow(pages));
	}

}
