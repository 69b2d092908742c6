package io.github.wasmpool.wasmtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import io.github.wasmpool.WasmMemory;

/**
 * A shared memory, as an instance has it. Each access crosses into native code. Aligned
 * values are read and written whole; nothing else is.
 */
final class SharedGuestMemory implements WasmMemory {

	private final SharedAccessor memory;

	SharedGuestMemory(SharedAccessor memory) {
		this.memory = memory;
	}

	@Override
	public byte[] read(long offset, int length) {
		return this.memory.read(offset, length);
	}

	@Override
	public void read(long offset, byte[] into, int at, int length) {
		this.memory.read(offset, into, at, length);
	}

	@Override
	public void write(long offset, byte[] data, int at, int length) {
		this.memory.write(offset, data, at, length);
	}

	@Override
	public byte readByte(long offset) {
		return read(offset, Byte.BYTES)[0];
	}

	@Override
	public void writeByte(long offset, byte value) {
		write(offset, new byte[] { value });
	}

	@Override
	public int readInt(long offset) {
		return (offset % Integer.BYTES == 0) ? this.memory.loadInt(offset)
				: ByteBuffer.wrap(read(offset, Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getInt();
	}

	@Override
	public void writeInt(long offset, int value) {
		if (offset % Integer.BYTES == 0) {
			this.memory.storeInt(offset, value);
		}
		else {
			write(offset, buffer(Integer.BYTES).putInt(value).array());
		}
	}

	@Override
	public long readLong(long offset) {
		return (offset % Long.BYTES == 0) ? this.memory.loadLong(offset)
				: ByteBuffer.wrap(read(offset, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
	}

	@Override
	public void writeLong(long offset, long value) {
		if (offset % Long.BYTES == 0) {
			this.memory.storeLong(offset, value);
		}
		else {
			write(offset, buffer(Long.BYTES).putLong(value).array());
		}
	}

	@Override
	public void fill(long offset, int length, byte value) {
		this.memory.check(offset, length);
		byte[] block = new byte[Math.min(length, 65_536)];
		Arrays.fill(block, value);
		for (int done = 0; done < length; done += block.length) {
			write(offset + done, block, 0, Math.min(block.length, length - done));
		}
	}

	@Override
	public long size() {
		return this.memory.size();
	}

	@Override
	public int pages() {
		return this.memory.pages();
	}

	@Override
	public int grow(int pages) {
		return this.memory.grow(pages);
	}

	private static ByteBuffer buffer(int bytes) {
		return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
	}

}
