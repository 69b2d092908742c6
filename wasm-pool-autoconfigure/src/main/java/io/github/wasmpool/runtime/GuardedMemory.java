package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmMemory;

/**
 * A memory behind the guard of its loan.
 */
final class GuardedMemory implements WasmMemory {

	private final LoanGuard guard;

	private final WasmMemory memory;

	GuardedMemory(LoanGuard guard, WasmMemory memory) {
		this.guard = guard;
		this.memory = memory;
	}

	@Override
	public byte[] read(long offset, int length) {
		this.guard.enter();
		try {
			return this.memory.read(offset, length);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void read(long offset, byte[] into, int at, int length) {
		this.guard.enter();
		try {
			this.memory.read(offset, into, at, length);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void write(long offset, byte[] data, int at, int length) {
		this.guard.enter();
		try {
			this.memory.write(offset, data, at, length);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public byte readByte(long offset) {
		this.guard.enter();
		try {
			return this.memory.readByte(offset);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void writeByte(long offset, byte value) {
		this.guard.enter();
		try {
			this.memory.writeByte(offset, value);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public short readShort(long offset) {
		this.guard.enter();
		try {
			return this.memory.readShort(offset);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void writeShort(long offset, short value) {
		this.guard.enter();
		try {
			this.memory.writeShort(offset, value);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public int readInt(long offset) {
		this.guard.enter();
		try {
			return this.memory.readInt(offset);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void writeInt(long offset, int value) {
		this.guard.enter();
		try {
			this.memory.writeInt(offset, value);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public long readLong(long offset) {
		this.guard.enter();
		try {
			return this.memory.readLong(offset);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void writeLong(long offset, long value) {
		this.guard.enter();
		try {
			this.memory.writeLong(offset, value);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public float readFloat(long offset) {
		this.guard.enter();
		try {
			return this.memory.readFloat(offset);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void writeFloat(long offset, float value) {
		this.guard.enter();
		try {
			this.memory.writeFloat(offset, value);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public double readDouble(long offset) {
		this.guard.enter();
		try {
			return this.memory.readDouble(offset);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void writeDouble(long offset, double value) {
		this.guard.enter();
		try {
			this.memory.writeDouble(offset, value);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public String readString(long offset, int length) {
		this.guard.enter();
		try {
			return this.memory.readString(offset, length);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public int writeString(long offset, String text) {
		this.guard.enter();
		try {
			return this.memory.writeString(offset, text);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public String readCString(long offset) {
		this.guard.enter();
		try {
			return this.memory.readCString(offset);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public void fill(long offset, int length, byte value) {
		this.guard.enter();
		try {
			this.memory.fill(offset, length, value);
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public long size() {
		this.guard.enter();
		try {
			return this.memory.size();
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public int pages() {
		this.guard.enter();
		try {
			return this.memory.pages();
		}
		finally {
			this.guard.leave();
		}
	}

	@Override
	public int grow(int pages) {
		this.guard.enter();
		try {
			return this.memory.grow(pages);
		}
		finally {
			this.guard.leave();
		}
	}

}
