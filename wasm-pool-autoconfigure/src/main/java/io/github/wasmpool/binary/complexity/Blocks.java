package io.github.wasmpool.binary.complexity;

import java.util.Arrays;

/**
 * The blocks of a function: when control met at the end of each, and which are open, the
 * innermost last.
 */
final class Blocks {

	/** For a block with no mark: all that is computed in it is common to all ways. */
	static final int NEVER = -1;

	private static final int OPEN = -1;

	private static final int DISSOLVED = -2;

	/**
	 * For each block when control met at its end, or that it is open, or that it never
	 * did.
	 */
	private int[] metAt = new int[0];

	private int[] parents = new int[0];

	/** For each block when its end was reached last. */
	private int[] reachedAt = new int[0];

	private int count;

	/**
	 * The open blocks: which, where on the stack, with what, and since when not all is
	 * common.
	 */
	private int[] open = new int[0];

	private int[] bases = new int[0];

	private int[] params = new int[0];

	private int[] results = new int[0];

	private int[] marks = new int[0];

	private boolean[] loops = new boolean[0];

	private int depth;

	/** How many sets and branches there were. */
	private int moment;

	void begin() {
		this.count = 0;
		this.depth = 0;
		this.moment = 0;
	}

	int nextMoment() {
		return ++this.moment;
	}

	/**
	 * Open a block.
	 * @param loop whether branches lead to its beginning
	 * @param base where on the stack its values begin
	 */
	void open(boolean loop, int base, int params, int results) {
		if (this.depth == this.open.length) {
			int length = Math.max(16, 2 * this.depth);
			this.open = Arrays.copyOf(this.open, length);
			this.bases = Arrays.copyOf(this.bases, length);
			this.params = Arrays.copyOf(this.params, length);
			this.results = Arrays.copyOf(this.results, length);
			this.marks = Arrays.copyOf(this.marks, length);
			this.loops = Arrays.copyOf(this.loops, length);
		}
		if (this.count == this.metAt.length) {
			this.metAt = Arrays.copyOf(this.metAt, Math.max(64, 2 * this.count));
			this.parents = Arrays.copyOf(this.parents, this.metAt.length);
			this.reachedAt = Arrays.copyOf(this.reachedAt, this.metAt.length);
		}
		this.metAt[this.count] = OPEN;
		this.reachedAt[this.count] = 0;
		this.parents[this.count] = (this.depth > 0) ? innermost() : 0;
		this.bases[this.depth] = Math.max(base(), base);
		this.params[this.depth] = params;
		this.results[this.depth] = results;
		this.marks[this.depth] = NEVER;
		this.loops[this.depth] = loop;
		this.open[this.depth++] = this.count++;
	}

	/**
	 * Close the innermost block, where no ways met.
	 */
	void dissolve() {
		this.metAt[this.open[--this.depth]] = DISSOLVED;
	}

	/**
	 * Close the innermost block, where ways meet.
	 */
	void meet(int time) {
		this.metAt[this.open[--this.depth]] = time;
	}

	int depth() {
		return this.depth;
	}

	int innermost() {
		return this.open[this.depth - 1];
	}

	int base() {
		return (this.depth > 0) ? this.bases[this.depth - 1] : 0;
	}

	int params(int place) {
		return this.params[place];
	}

	int results(int place) {
		return this.results[place];
	}

	boolean isLoop(int place) {
		return this.loops[place];
	}

	int mark(int place) {
		return this.marks[place];
	}

	void mark(int place, int mark) {
		this.marks[place] = mark;
	}

	/**
	 * Say that the end of an open block is reached now.
	 */
	void reach(int place) {
		this.reachedAt[this.open[place]] = nextMoment();
	}

	boolean isOpen(int block) {
		return this.metAt[block] == OPEN;
	}

	boolean hasMet(int block) {
		return this.metAt[block] != DISSOLVED;
	}

	int metAt(int block) {
		return this.metAt[block];
	}

	int reachedAt(int block) {
		return this.reachedAt[block];
	}

	int parent(int block) {
		return this.parents[block];
	}

}
