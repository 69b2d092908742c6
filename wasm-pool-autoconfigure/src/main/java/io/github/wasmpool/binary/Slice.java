package io.github.wasmpool.binary;

import run.endive.wasm.types.SectionId;

/**
 * Where a section lies in a binary.
 *
 * @param id the id of the section, one of {@link SectionId}
 * @param start the offset of its header
 * @param content the offset of what it holds
 * @param end the offset after its last byte
 */
record Slice(int id, int start, int content, int end) {

	private static final String[] NAMES = { "custom", "type", "import", "function", "table", "memory", "global",
			"export", "start", "element", "code", "data", "data count", "tag" };

	private static final int[] RANKS = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6 };

	static boolean isKnown(int id) {
		return id < NAMES.length;
	}

	static String name(int id) {
		return NAMES[id];
	}

	/**
	 * Return the place of a section among the others.
	 * @param id the id of the section, not of a custom one
	 * @return a number that grows from section to section
	 */
	static int rank(int id) {
		return RANKS[id];
	}

}
