package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import io.github.wasmpool.binary.Extent;
import io.github.wasmpool.type.MemoryLimits;
import org.jspecify.annotations.Nullable;

/**
 * All of the memory of an instance, its reserve included, as the pages of the system it
 * consists of. Used while the instance lives and its memory has not grown, by one thread
 * at a time; a baseline is only read, by any number.
 */
final class MemoryPages {

	/** So many pages are written to before a map is believed. */
	private static final int PROBES = 8;

	private final PageMap map;

	private final ByteBuffer bytes;

	private final long address;

	private final int pageSize;

	private final int count;

	/**
	 * Look at a memory.
	 * @param bytes all of it
	 * @param map tells which of its pages were written
	 */
	MemoryPages(ByteBuffer bytes, PageMap map) {
		this.map = map;
		this.bytes = bytes;
		this.address = NativeAddress.of(bytes);
		this.pageSize = map.pageSize();
		this.count = bytes.capacity() / this.pageSize;
	}

	int count() {
		return this.count;
	}

	/**
	 * Return the size in pages of WebAssembly.
	 */
	int wasmPages() {
		return this.bytes.capacity() / MemoryLimits.PAGE_SIZE;
	}

	int pageSize() {
		return this.pageSize;
	}

	/**
	 * Put back what was written.
	 * @param baseline the same memory as it was when the instance began
	 * @return how many pages may have been written since then, or were read and are
	 * resident
	 * @throws IOException if it cannot be found out what was written; the memory is as it
	 * was then, or partly put back
	 */
	int restore(MemoryPages baseline) throws IOException {
		ByteBuffer to = this.bytes.duplicate();
		ByteBuffer from = baseline.bytes.duplicate();
		return each((first, end) -> copyDifferent(from, to, first, end));
	}

	/**
	 * Make the memory like that of an instance that begins in another state.
	 * @param there the memory of such an instance
	 * @param differing the pages in which it differs from a new instance of the state in
	 * which this one began
	 * @param most how many pages this memory may have for itself afterwards
	 * @return how many it has, or -1 if that were too many, and nothing was changed
	 * @throws IOException if it cannot be found out what was written; the memory is as it
	 * was then
	 */
	int become(MemoryPages there, BitSet differing, int most) throws IOException {
		BitSet own = (BitSet) differing.clone();
		each(own::set);
		if (own.cardinality() > most) {
			return -1;
		}
		ByteBuffer to = this.bytes.duplicate();
		ByteBuffer from = there.bytes.duplicate();
		runs(own, (first, end) -> copyDifferent(from, to, first, end));
		return own.cardinality();
	}

	/**
	 * Find the pages in which two memories differ, among those in which either may hold
	 * something else than zeros.
	 * @param other a memory of the same size
	 * @param data where a new memory like this holds something, or {@code null}
	 * @param otherData where a new memory like the other holds something, or {@code null}
	 * @return the numbers of the pages
	 * @throws IOException if it cannot be found out what was written
	 */
	BitSet differing(MemoryPages other, @Nullable Extent data, @Nullable Extent otherData) throws IOException {
		BitSet used = new BitSet();
		each(used::set);
		other.each(used::set);
		addPages(used, data);
		addPages(used, otherData);
		ByteBuffer one = this.bytes.duplicate();
		ByteBuffer another = other.bytes.duplicate();
		BitSet differing = new BitSet();
		for (int page = used.nextSetBit(0); page >= 0; page = used.nextSetBit(page + 1)) {
			differing.set(page, firstDifferent(one, another, page, page + 1) >= 0);
		}
		return differing;
	}

	private void addPages(BitSet pages, @Nullable Extent data) {
		if (data != null) {
			int end = (int) Math.min(this.count, (data.end() + this.pageSize - 1) / this.pageSize);
			pages.set((int) Math.min(end, data.start() / this.pageSize), end);
		}
	}

	/**
	 * Return which pages hold something else than the baseline.
	 * @param baseline the same memory as it was when the instance began
	 * @return their numbers, ascending
	 * @throws IOException if it cannot be found out what was written
	 */
	int[] different(MemoryPages baseline) throws IOException {
		ByteBuffer one = this.bytes.duplicate();
		ByteBuffer other = baseline.bytes.duplicate();
		return collect((first, end, found) -> {
			int page = firstDifferent(one, other, first, end);
			while (page >= 0) {
				found.accept(page);
				page = firstDifferent(one, other, page + 1, end);
			}
		});
	}

	/**
	 * Take pages of the image for this memory alone. To write to them at once is much
	 * cheaper than to read them first and to write to them then: that takes them away
	 * from all processors that run the process.
	 * @param pages their numbers, of which those are passed over that are not the image's
	 * @param data where the image lies
	 * @param baseline the same memory, which holds the same
	 */
	void own(int[] pages, Extent data, MemoryPages baseline) {
		for (int page : pages) {
			int at = page * this.pageSize;
			if (at >= data.start() && at < data.end()) {
				this.bytes.put(at, baseline.bytes.get(at));
			}
		}
	}

	/**
	 * Whether the memory holds what the baseline holds. Only pages that one of the two
	 * has written are looked at: of the others both have what the module says.
	 * @param baseline another memory of the same module
	 * @param writtenThere what {@link #written()} returned for it
	 * @return whether they are equal
	 * @throws IOException if it cannot be found out what was written
	 */
	boolean isLike(MemoryPages baseline, int[] writtenThere) throws IOException {
		if (this.count != baseline.count) {
			return false;
		}
		ByteBuffer one = this.bytes.duplicate();
		ByteBuffer other = baseline.bytes.duplicate();
		for (int page : writtenThere) {
			if (firstDifferent(one, other, page, page + 1) >= 0) {
				return false;
			}
		}
		boolean[] different = new boolean[1];
		each((first, end) -> different[0] |= firstDifferent(one, other, first, end) >= 0);
		return !different[0];
	}

	/**
	 * Return the pages that may have been written.
	 * @return their numbers, ascending
	 * @throws IOException if that cannot be found out
	 */
	int[] written() throws IOException {
		return collect((first, end, found) -> IntStream.range(first, end).forEach(found));
	}

	private int[] collect(Choice choice) throws IOException {
		IntStream.Builder found = IntStream.builder();
		each((first, end) -> choice.from(first, end, found));
		return found.build().toArray();
	}

	/**
	 * Return what may hold anything but zeros: the pages that may have been written, and
	 * those in which a new memory holds something.
	 * @param data where a new memory holds something, or {@code null} if it is all zeros
	 * @return whole pages, ascending; all of the memory if the map did not tell of pages
	 * that were just written
	 * @throws IOException if it cannot be found out what was written
	 */
	List<Extent> notZero(@Nullable Extent data) throws IOException {
		BitSet pages = new BitSet();
		if (!isToldOf(pages)) {
			return List.of(new Extent(0, this.bytes.capacity()));
		}
		addPages(pages, data);
		return extents(pages);
	}

	/**
	 * Change some pages, ask what was written, and change them back.
	 * @param written is told which pages may have been written
	 * @return whether those are among them
	 */
	private boolean isToldOf(BitSet written) throws IOException {
		int[] changed = IntStream.range(0, Math.min(PROBES, this.count))
			.map((i) -> (int) ((long) i * this.count / PROBES))
			.toArray();
		for (int page : changed) {
			disturb(page);
		}
		try {
			each(written::set);
		}
		finally {
			for (int page : changed) {
				disturb(page);
			}
		}
		return Arrays.stream(changed).allMatch(written::get);
	}

	private List<Extent> extents(BitSet pages) {
		List<Extent> extents = new ArrayList<>();
		runs(pages, (first, end) -> extents.add(new Extent((long) first * this.pageSize, (long) end * this.pageSize)));
		return extents;
	}

	private static void runs(BitSet pages, Run run) {
		int end = 0;
		for (int first = pages.nextSetBit(0); first >= 0; first = pages.nextSetBit(end)) {
			end = pages.nextClearBit(first);
			run.pages(first, end);
		}
	}

	/**
	 * Change a byte of a page, or change it back.
	 * @param page its number
	 */
	void disturb(int page) {
		int at = page * this.pageSize + this.pageSize / 2;
		this.bytes.put(at, (byte) ~this.bytes.get(at));
	}

	byte[] copy(int page) {
		byte[] copy = new byte[this.pageSize];
		this.bytes.get(page * this.pageSize, copy);
		return copy;
	}

	/**
	 * Go through the pages that may have been written.
	 * @param run gets those that lie side by side
	 * @return how many there are
	 */
	private int each(Run run) throws IOException {
		PageMap.Reader reader = this.map.open();
		try {
			int found = 0;
			for (int start = 0; start < this.count; start += PageMap.Reader.MOST) {
				int length = Math.min(PageMap.Reader.MOST, this.count - start);
				reader.read(this.address + (long) start * this.pageSize, length);
				found += each(reader, start, length, run);
			}
			this.map.close(reader);
			return found;
		}
		catch (Throwable ex) {
			reader.close();
			throw ex;
		}
	}

	private static int each(PageMap.Reader reader, int start, int length, Run run) {
		int found = 0;
		int page = 0;
		while (page < length) {
			if (!reader.isWritten(page)) {
				page++;
				continue;
			}
			int first = page;
			while (page < length && reader.isWritten(page)) {
				page++;
			}
			found += page - first;
			run.pages(start + first, start + page);
		}
		return found;
	}

	private void copyDifferent(ByteBuffer from, ByteBuffer to, int first, int end) {
		int page = firstDifferent(from, to, first, end);
		while (page >= 0) {
			to.put(page * this.pageSize, from, page * this.pageSize, this.pageSize);
			page = firstDifferent(from, to, page + 1, end);
		}
	}

	private int firstDifferent(ByteBuffer one, ByteBuffer other, int first, int end) {
		int start = first * this.pageSize;
		one.limit(end * this.pageSize).position(start);
		other.limit(end * this.pageSize).position(start);
		int at = one.mismatch(other);
		return (at < 0) ? -1 : first + at / this.pageSize;
	}

	/**
	 * Does something with neighbouring pages.
	 */
	@FunctionalInterface
	private interface Run {

		void pages(int first, int end);

	}

	/**
	 * Chooses among neighbouring pages.
	 */
	@FunctionalInterface
	private interface Choice {

		void from(int first, int end, IntConsumer found);

	}

}
