package io.github.wasmpool.wasmtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.SharedWasmMemory;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.bridge.SharedAccess;
import io.github.wasmpool.bridge.SharedOperation;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.Wording;

/**
 * The way from Java into a shared memory. One thread at a time uses it, for no longer
 * than a block takes, so that atomic accesses come in between the blocks of a large copy.
 */
final class SharedAccessor implements SharedWasmMemory {

	private static final Val[] NOTHING = {};

	private final ReentrantLock lock = new ReentrantLock();

	private final SharedMemory owner;

	private final Store<Void> store;

	private final Func enter;

	private final ByteBuffer frame;

	private final int maxPages;

	/** What the memory has at least, because it never shrinks. */
	private volatile int knownPages;

	private volatile boolean closed;

	SharedAccessor(SharedMemory owner, Store<Void> store, Func enter, ByteBuffer frame, int maxPages) {
		this.owner = owner;
		this.store = store;
		this.enter = enter;
		this.frame = frame.order(ByteOrder.LITTLE_ENDIAN);
		this.maxPages = maxPages;
	}

	@Override
	public byte[] read(long offset, int length) {
		check(offset, length);
		byte[] bytes = new byte[length];
		read(offset, bytes, 0, length);
		return bytes;
	}

	@Override
	public void read(long offset, byte[] into, int at, int length) {
		Objects.checkFromIndexSize(at, length, into.length);
		check(offset, length);
		for (int done = 0; done < length; done += SharedAccess.BLOCK_SIZE) {
			int block = Math.min(length - done, SharedAccess.BLOCK_SIZE);
			this.lock.lock();
			try {
				enter(SharedOperation.READ, offset + done, block, 0);
				this.frame.get(SharedAccess.BLOCK, into, at + done, block);
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	@Override
	public void write(long offset, byte[] data, int at, int length) {
		Objects.checkFromIndexSize(at, length, data.length);
		check(offset, length);
		for (int done = 0; done < length; done += SharedAccess.BLOCK_SIZE) {
			int block = Math.min(length - done, SharedAccess.BLOCK_SIZE);
			this.lock.lock();
			try {
				requireOpen();
				this.frame.put(SharedAccess.BLOCK, data, at + done, block);
				enter(SharedOperation.WRITE, offset + done, block, 0);
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	@Override
	public int loadInt(long offset) {
		return (int) word(SharedOperation.LOAD_INT, offset, Integer.BYTES, 0, 0);
	}

	@Override
	public void storeInt(long offset, int value) {
		word(SharedOperation.STORE_INT, offset, Integer.BYTES, value, 0);
	}

	@Override
	public int addInt(long offset, int value) {
		return (int) word(SharedOperation.ADD_INT, offset, Integer.BYTES, value, 0);
	}

	@Override
	public int compareAndExchangeInt(long offset, int expected, int replacement) {
		return (int) word(SharedOperation.COMPARE_INT, offset, Integer.BYTES, expected, replacement);
	}

	@Override
	public long loadLong(long offset) {
		return word(SharedOperation.LOAD_LONG, offset, Long.BYTES, 0, 0);
	}

	@Override
	public void storeLong(long offset, long value) {
		word(SharedOperation.STORE_LONG, offset, Long.BYTES, value, 0);
	}

	@Override
	public long addLong(long offset, long value) {
		return word(SharedOperation.ADD_LONG, offset, Long.BYTES, value, 0);
	}

	@Override
	public long compareAndExchangeLong(long offset, long expected, long replacement) {
		return word(SharedOperation.COMPARE_LONG, offset, Long.BYTES, expected, replacement);
	}

	@Override
	public int notify(long offset, int count) {
		return (int) word(SharedOperation.NOTIFY, offset, Integer.BYTES, count, 0);
	}

	/**
	 * Return the size as it was seen last, without asking.
	 * @return the bytes; zero once this is closed
	 */
	long knownSize() {
		return this.closed ? 0 : (long) this.knownPages * MemoryLimits.PAGE_SIZE;
	}

	@Override
	public long size() {
		return (long) pages() * MemoryLimits.PAGE_SIZE;
	}

	@Override
	public int pages() {
		int pages = (int) perform(SharedOperation.PAGES, 0, 0, 0);
		this.knownPages = pages;
		return pages;
	}

	@Override
	public long instances() {
		return this.owner.instances();
	}

	/**
	 * Add pages.
	 * @param pages how many
	 * @return how many there were
	 */
	int grow(int pages) {
		if (pages < 0) {
			throw new IllegalArgumentException("A memory cannot grow by " + Wording.count(pages, "page"));
		}
		int before = (int) perform(SharedOperation.GROW, pages, 0, 0);
		if (before < 0) {
			int now = pages();
			throw new WasmMemoryAccessException(
					"The shared memory has " + Wording.count(now, "page") + " and cannot grow by " + pages
							+ " past the ceiling of " + this.maxPages + " that its module imports it with",
					(long) now * MemoryLimits.PAGE_SIZE, (long) pages * MemoryLimits.PAGE_SIZE,
					(long) now * MemoryLimits.PAGE_SIZE);
		}
		return before;
	}

	private long word(SharedOperation operation, long offset, int size, long first, long second) {
		check(offset, size);
		if (offset % size != 0) {
			throw new IllegalArgumentException("An atomic access to " + Wording.count(size, "byte")
					+ " needs an offset that is a" + " multiple of " + size + ", but " + offset + " is none");
		}
		return perform(operation, offset, first, second);
	}

	/**
	 * Check an access against the present size.
	 */
	void check(long offset, long length) {
		// An access to nothing does not enter
		requireOpen();
		if (!isInside(offset, length, this.knownPages) && !isInside(offset, length, pages())) {
			throw new WasmMemoryAccessException("An access past the end of the shared memory", offset, length, size());
		}
	}

	private static boolean isInside(long offset, long length, int pages) {
		return length >= 0 && offset >= 0 && offset <= (long) pages * MemoryLimits.PAGE_SIZE - length;
	}

	private long perform(SharedOperation operation, long address, long first, long second) {
		this.lock.lock();
		try {
			enter(operation, address, first, second);
			return this.frame.getLong(SharedAccess.RESULT);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void enter(SharedOperation operation, long address, long first, long second) {
		requireOpen();
		this.frame.putInt(SharedAccess.OPERATION, operation.number());
		this.frame.putInt(SharedAccess.ADDRESS, (int) address);
		this.frame.putLong(SharedAccess.FIRST, first);
		this.frame.putLong(SharedAccess.SECOND, second);
		this.enter.call(this.store, NOTHING);
	}

	private void requireOpen() {
		if (this.closed) {
			throw new IllegalStateException("The shared memory was used after '" + this.owner.name() + "' was closed");
		}
	}

	/**
	 * Let nobody in any more, once whoever is inside has left.
	 */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
	}

}
