package io.github.wasmpool.binary;

import java.util.List;

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

	/** The ids in the order of sections. Custom ones may come anywhere. */
	private static final List<Integer> ORDER = List.of(SectionId.CUSTOM, SectionId.TYPE, SectionId.IMPORT,
			SectionId.FUNCTION, SectionId.TABLE, SectionId.MEMORY, SectionId.TAG, SectionId.GLOBAL, SectionId.EXPORT,
			SectionId.START, SectionId.ELEMENT, SectionId.DATA_COUNT, SectionId.CODE, SectionId.DATA);

	static boolean isKnown(int id) {
		return id < NAMES.length;
	}

	static String name(int id) {
		return NAMES[id];
	}

	/**
	 * Return the section that has a place among the others.
	 * @param rank its place
	 * @return the id of the section
	 */
	static int ofRank(int rank) {
		return ORDER.get(rank);
	}

	/**
	 * Return the place of a section among the others.
	 * @param id the id of the section, not of a custom one
	 * @return a number that grows from section to section
	 */
	static int rank(int id) {
		return ORDER.indexOf(id);
	}

}
