package io.github.wasmpool.binary;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what of a memory has to be written down, as runs of whole pages with pages of
 * zeros between them, so that the engine maps it and does not copy it: it takes a limited
 * number of segments, and wants at least half of an image of 16 MiB or more to be
 * segments. Zeros within a page are written down, since the engine maps whole pages, too.
 */
final class MemoryImage {

	/** The engine bears 100,000. */
	static final int MOST_RUNS = 90_000;

	/** An image that spans less may be as sparse as it likes. */
	static final int SPARSE_SPAN = 16 << 20;

	/** Of a hundred bytes of a larger span, so many are in segments at least. */
	static final int DENSITY = 51;

	/** Zeros are told by one comparison for so many bytes. */
	static final int PAGE = 4096;

	/**
	 * Pages that follow so many zeros are worth a page of their own in each instance: the
	 * engine holds every page of an image twice, zero or not.
	 */
	static final int REMOTE = 256 << 10;

	/** At most so many pages are. */
	static final int MOST_REMOTE = 4;

	private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PAGE).asReadOnlyBuffer();

	private MemoryImage() {
	}

	/**
	 * Find all pages that hold anything but zeros.
	 * @param memory a memory, from its beginning
	 * @param notZero the only places where there can be something, ascending, in whole
	 * pages of 4 KiB
	 * @return the runs, ascending
	 */
	static List<Extent> find(ByteBuffer memory, List<Extent> notZero) {
		List<Extent> runs = new ArrayList<>();
		notZero.forEach((extent) -> find(memory, (int) extent.start(), (int) extent.end(), runs));
		return runs;
	}

	/**
	 * Find how many runs the image holds: a few pages far behind all others would make it
	 * so much longer that they are better left out. Allocators mark the end of the memory
	 * in this way.
	 * @param runs all there are
	 * @return how many of them, none only if there are none
	 */
	static int withoutRemote(List<Extent> runs) {
		int kept = runs.size();
		long leftOut = 0;
		for (int i = runs.size() - 1; i > 0; i--) {
			leftOut += runs.get(i).length();
			if (leftOut > MOST_REMOTE * PAGE) {
				break;
			}
			if (runs.get(i).start() - runs.get(i - 1).end() >= REMOTE) {
				kept = i;
			}
		}
		return kept;
	}

	/**
	 * Merge runs until the engine takes and maps them.
	 * @param found runs, ascending
	 * @return what is written down
	 */
	static List<Extent> mapped(List<Extent> found) {
		List<Extent> runs = found;
		int gap = PAGE;
		while (runs.size() > 1 && (runs.size() > MOST_RUNS || isSparse(runs))) {
			gap *= 2;
			runs = merge(runs, gap);
		}
		return runs;
	}

	/**
	 * Return how many bytes runs have together.
	 */
	static long size(List<Extent> runs) {
		return runs.stream().mapToLong(Extent::length).sum();
	}

	private static boolean isSparse(List<Extent> runs) {
		long span = runs.get(runs.size() - 1).end() - runs.get(0).start();
		return span >= SPARSE_SPAN && size(runs) * 100 < span * DENSITY;
	}

	private static List<Extent> merge(List<Extent> runs, int gap) {
		List<Extent> merged = new ArrayList<>();
		Extent last = runs.get(0);
		for (Extent run : runs.subList(1, runs.size())) {
			if (run.start() - last.end() < gap) {
				last = new Extent(last.start(), run.end());
			}
			else {
				merged.add(last);
				last = run;
			}
		}
		merged.add(last);
		return merged;
	}

	private static void find(ByteBuffer memory, int from, int to, List<Extent> runs) {
		int start = -1;
		for (int at = from; at < to; at += PAGE) {
			boolean zero = memory.slice(at, PAGE).mismatch(ZEROS.duplicate()) < 0;
			if (zero && start >= 0) {
				runs.add(new Extent(start, at));
				start = -1;
			}
			else if (!zero && start < 0) {
				start = at;
			}
		}
		if (start >= 0) {
			runs.add(new Extent(start, to));
		}
	}

}
