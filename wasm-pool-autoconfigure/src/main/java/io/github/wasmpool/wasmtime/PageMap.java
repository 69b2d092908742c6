package io.github.wasmpool.wasmtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * What Linux tells a process of its own pages: {@code /proc/self/pagemap} has 64 bits for
 * each, as {@code Documentation/admin-guide/mm/pagemap.rst} of the kernel says.
 *
 * <p>
 * Thread-safe. Open files are kept near the threads that used them last, as many as there
 * are places, so that their number depends neither on that of instances nor on that of
 * threads. None is kept while nobody uses the map.
 */
final class PageMap {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

	/**
	 * That of this process.
	 */
	static final PageMap OF_PROCESS = new PageMap("/proc/self/pagemap", systemPageSize());

	private static final int PLACES = 64;

	private static final int PAGE_SIZE_ENTRY = 6;

	private final String file;

	private final int pageSize;

	private final AtomicReferenceArray<@Nullable Reader> readers = new AtomicReferenceArray<>(PLACES);

	private final AtomicInteger users = new AtomicInteger();

	/**
	 * Create a view of a file.
	 * @param file the file
	 * @param pageSize the bytes of a page, a power of two, or 0 if that is not known
	 */
	PageMap(String file, int pageSize) {
		this.file = file;
		this.pageSize = pageSize;
	}

	/**
	 * Say why the map cannot be used.
	 * @return a sentence, or {@code null} if it can be opened
	 */
	@Nullable String problem() {
		if (!NativeAddress.isKnown()) {
			return "this JVM does not tell where buffers lie";
		}
		if (this.pageSize == 0) {
			return "this system does not tell the size of its pages";
		}
		try {
			new Reader(this.file, this.pageSize).close();
			return null;
		}
		catch (IOException ex) {
			return "'" + this.file + "' cannot be read, which tells what a guest has written: " + ex.getMessage();
		}
	}

	/**
	 * Return the bytes of a page.
	 */
	int pageSize() {
		return this.pageSize;
	}

	/**
	 * Use the map from now on.
	 */
	void join() {
		this.users.incrementAndGet();
	}

	/**
	 * Use the map no more. With the last user all files are closed.
	 */
	void leave() {
		if (this.users.decrementAndGet() == 0) {
			for (int place = 0; place < PLACES; place++) {
				close(place, null);
			}
		}
	}

	/**
	 * Open the map. To be called by a user.
	 * @return a reader that the calling thread gives to {@link #close(Reader)}, or drops
	 * if it fails
	 * @throws IOException if the system refuses
	 */
	Reader open() throws IOException {
		Reader near = this.readers.getAndSet(place(), null);
		return (near != null) ? near : new Reader(this.file, this.pageSize);
	}

	/**
	 * Keep a reader for the next one who asks.
	 * @param reader a reader that the caller does not use again
	 */
	void close(Reader reader) {
		close(place(), reader);
	}

	private void close(int place, @Nullable Reader next) {
		Reader before = this.readers.getAndSet(place, next);
		if (before != null) {
			before.close();
		}
	}

	private static int place() {
		return (int) Thread.currentThread().getId() & (PLACES - 1);
	}

	/**
	 * Return the page size the kernel told the process when it started.
	 * @return the bytes, or 0 if it did not
	 */
	private static int systemPageSize() {
		try {
			byte[] vector = Files.readAllBytes(Path.of("/proc/self/auxv"));
			for (int at = 0; at + 2 * Long.BYTES <= vector.length; at += 2 * Long.BYTES) {
				if ((long) LONGS.get(vector, at) == PAGE_SIZE_ENTRY) {
					long size = (long) LONGS.get(vector, at + Long.BYTES);
					return (Long.bitCount(size) == 1 && size <= 1 << 16) ? (int) size : 0;
				}
			}
		}
		catch (IOException | RuntimeException ex) {
			// Another system
		}
		return 0;
	}

	/**
	 * A part of the map, read anew each time. Not thread-safe. Not a channel, which would
	 * be closed by an interrupt of its thread.
	 */
	static final class Reader {

		/** The most pages that are read at once. */
		static final int MOST = 8192;

		private static final long PRESENT_OR_SWAPPED = 3L << 62;

		private static final long OF_FILE = 1L << 61;

		private final RandomAccessFile file;

		private final int pageSize;

		private byte[] entries = new byte[512 * Long.BYTES];

		Reader(String file, int pageSize) throws FileNotFoundException {
			this.file = new RandomAccessFile(file, "r");
			this.pageSize = pageSize;
		}

		/**
		 * Read what is known of some pages.
		 * @param address where the first one begins
		 * @param pages how many, at most {@value #MOST}
		 * @throws IOException if that fails
		 */
		void read(long address, int pages) throws IOException {
			int bytes = pages * Long.BYTES;
			if (this.entries.length < bytes) {
				this.entries = new byte[bytes];
			}
			this.file.seek(address / this.pageSize * Long.BYTES);
			this.file.readFully(this.entries, 0, bytes);
		}

		/**
		 * Whether a page may have been written: it is in memory, or was put away, and is
		 * not one of a file, which still holds what it held at the beginning.
		 * @param page its place among those that were read
		 */
		boolean isWritten(int page) {
			long entry = (long) LONGS.get(this.entries, page * Long.BYTES);
			return (entry & PRESENT_OR_SWAPPED) != 0 && (entry & OF_FILE) == 0;
		}

		void close() {
			try {
				this.file.close();
			}
			catch (IOException ex) {
				// Nothing was written, so nothing is lost
			}
		}

	}

}
