package io.github.wasmpool.wasmtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The memory of an instance. The buffer below never leaves this class: used after the
 * store is gone, it would read the memory of another instance, or end the JVM.
 */
final class GuestMemory implements WasmMemory {

	private static final ByteBuffer NONE = ByteBuffer.allocate(0);

	private final GuestInstance instance;

	private final Store<Void> store;

	private final Memory memory;

	private final int maxPages;

	private ByteBuffer view = NONE;

	GuestMemory(GuestInstance instance, Store<Void> store, Memory memory, MemoryType type) {
		this.instance = instance;
		this.store = store;
		this.memory = memory;
		@Nullable Integer max = type.maxPages();
		this.maxPages = (max != null) ? max : MemoryLimits.HIGHEST_PAGES;
	}

	@Override
	public byte[] read(long offset, int length) {
		ByteBuffer view = view(offset, length);
		byte[] bytes = new byte[length];
		view.get((int) offset, bytes);
		return bytes;
	}

	@Override
	public void read(long offset, byte[] into, int at, int length) {
		Objects.checkFromIndexSize(at, length, into.length);
		view(offset, length).get((int) offset, into, at, length);
	}

	@Override
	public void write(long offset, byte[] data, int at, int length) {
		Objects.checkFromIndexSize(at, length, data.length);
		view(offset, length).put((int) offset, data, at, length);
	}

	@Override
	public byte readByte(long offset) {
		return view(offset, Byte.BYTES).get((int) offset);
	}

	@Override
	public void writeByte(long offset, byte value) {
		view(offset, Byte.BYTES).put((int) offset, value);
	}

	@Override
	public int readInt(long offset) {
		return view(offset, Integer.BYTES).getInt((int) offset);
	}

	@Override
	public void writeInt(long offset, int value) {
		view(offset, Integer.BYTES).putInt((int) offset, value);
	}

	@Override
	public long readLong(long offset) {
		return view(offset, Long.BYTES).getLong((int) offset);
	}

	@Override
	public void writeLong(long offset, long value) {
		view(offset, Long.BYTES).putLong((int) offset, value);
	}

	@Override
	public void fill(long offset, int length, byte value) {
		ByteBuffer view = view(offset, length);
		byte[] block = new byte[Math.min(length, 8192)];
		Arrays.fill(block, value);
		for (int done = 0; done < length; done += block.length) {
			view.put((int) offset + done, block, 0, Math.min(block.length, length - done));
		}
	}

	@Override
	public long size() {
		return (long) pages() * MemoryLimits.PAGE_SIZE;
	}

	@Override
	public int pages() {
		return this.instance.pages();
	}

	@Override
	public int grow(int pages) {
		int before = pages();
		if (pages < 0) {
			throw new IllegalArgumentException("A memory cannot grow by " + Wording.count(pages, "page"));
		}
		if (pages > this.maxPages - before) {
			throw new WasmMemoryAccessException(
					"The memory has " + Wording.count(before, "page") + " and cannot grow by " + pages
							+ " past its ceiling of " + this.maxPages + "; raise 'memory.max-pages'",
					size(), (long) pages * MemoryLimits.PAGE_SIZE, size());
		}
		return this.instance.ownMemory().grow(pages);
	}

	/**
	 * Check an access against the present size, which is smaller than the view where the
	 * memory has a reserve. A view smaller than that is stale.
	 * @return the memory as it is now
	 */
	private ByteBuffer view(long offset, long length) {
		int size = (int) size();
		if (this.view.capacity() < size) {
			this.view = this.memory.buffer(this.store).order(ByteOrder.LITTLE_ENDIAN);
		}
		if (length < 0 || offset < 0 || offset > size - length) {
			throw new WasmMemoryAccessException("An access past the end of the memory", offset, length, size);
		}
		return this.view;
	}

}
