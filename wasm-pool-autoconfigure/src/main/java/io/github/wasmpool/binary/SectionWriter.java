package io.github.wasmpool.binary;

import run.endive.wasm.types.SectionId;

/**
 * A section that is written entry by entry. One without entries is left out.
 */
final class SectionWriter {

	private final int id;

	private int count;

	private final ByteWriter entries;

	SectionWriter(int id) {
		this(id, new ByteWriter());
	}

	private SectionWriter(int id, ByteWriter entries) {
		this.id = id;
		this.entries = entries;
	}

	/**
	 * Begin a section that holds about so many bytes.
	 */
	static SectionWriter ofSize(int id, int size) {
		return new SectionWriter(id, new ByteWriter(size));
	}

	/**
	 * Begin the next entry.
	 * @return where to write it
	 */
	ByteWriter entry() {
		this.count++;
		return this.entries;
	}

	/**
	 * Write some entries that are written already.
	 * @param count how many they are
	 * @return where to write them
	 */
	ByteWriter entries(int count) {
		this.count += count;
		return this.entries;
	}

	SectionWriter append(SectionWriter other) {
		entries(other.count).append(other.entries);
		return this;
	}

	void writeTo(ByteWriter module) {
		if (this.count > 0) {
			// A start section names one function, and not how many there are
			ByteWriter number = (this.id != SectionId.START) ? new ByteWriter().u32(this.count) : new ByteWriter();
			module.section(this.id, number, this.entries);
		}
	}

}
