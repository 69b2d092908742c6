package io.github.wasmpool.binary;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what of a memory has to be written down, as runs of bytes with zeros between
 * them, so that the engine maps it and does not copy it: it takes a limited number of
 * segments, and wants at least half of an image of 16 MiB or more to be segments.
 */
final class MemoryImage {

	/** The engine bears 100,000. */
	static final int MOST_RUNS = 90_000;

	/** An image that spans less may be as sparse as it likes. */
	static final int SPARSE_SPAN = 16 << 20;

	/** Of a hundred bytes of a larger span, so many are in segments at least. */
	static final int DENSITY = 51;

	/** Fewer zeros than that between two runs are written down with them. */
	static final int LEAST_GAP = 64;

	/** Whole zero pages are passed over by one comparison. */
	private static final int BLOCK = 4096;

	private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(BLOCK).asReadOnlyBuffer();

	private MemoryImage() {
	}

	/**
	 * Find the runs.
	 * @param memory a memory, from its beginning
	 * @return what is not zero, in ascending order
	 */
	static List<Run> runs(ByteBuffer memory) {
		List<Run> runs = find(memory.duplicate().order(ByteOrder.LITTLE_ENDIAN));
		int gap = LEAST_GAP;
		while (runs.size() > 1 && (runs.size() > MOST_RUNS || isSparse(runs))) {
			gap *= 2;
			runs = merge(runs, gap);
		}
		return runs;
	}

	/**
	 * Return how many bytes runs have together.
	 */
	static long size(List<Run> runs) {
		return runs.stream().mapToLong(Run::length).sum();
	}

	private static boolean isSparse(List<Run> runs) {
		long span = (long) runs.get(runs.size() - 1).end() - runs.get(0).start();
		return span >= SPARSE_SPAN && size(runs) * 100 < span * DENSITY;
	}

	private static List<Run> merge(List<Run> runs, int gap) {
		List<Run> merged = new ArrayList<>();
		Run last = runs.get(0);
		for (Run run : runs.subList(1, runs.size())) {
			if (run.start() - last.end() < gap) {
				last = new Run(last.start(), run.end());
			}
			else {
				merged.add(last);
				last = run;
			}
		}
		merged.add(last);
		return merged;
	}

	private static List<Run> find(ByteBuffer memory) {
		List<Run> runs = new ArrayList<>();
		int start = -1;
		int end = -1;
		int at = 0;
		while (at < memory.capacity()) {
			if (at % BLOCK == 0 && isZero(memory, at)) {
				at += BLOCK;
				continue;
			}
			if (memory.getLong(at) != 0) {
				if (start >= 0 && at - end >= LEAST_GAP) {
					runs.add(new Run(start, end));
					start = -1;
				}
				start = (start < 0) ? at : start;
				end = at + Long.BYTES;
			}
			at += Long.BYTES;
		}
		if (start >= 0) {
			runs.add(new Run(start, end));
		}
		return runs;
	}

	private static boolean isZero(ByteBuffer memory, int at) {
		return memory.slice(at, BLOCK).mismatch(ZEROS.duplicate()) < 0;
	}

	/**
	 * Bytes that are written down.
	 *
	 * @param start the address of the first
	 * @param end the address behind the last
	 */
	record Run(int start, int end) {

		int length() {
			return this.end - this.start;
		}

	}

}
