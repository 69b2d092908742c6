package io.github.wasmpool.binary.complexity;

import java.util.Arrays;

/**
 * What the locals of a function hold. Where control flows together, a local that was set
 * on one of the ways is a value of its own.
 */
final class Locals {

	private static final int MOST = 1_000_000;

	private final Expressions expressions;

	private final Blocks blocks;

	private int[] values = new int[0];

	/** In which block each was set last. */
	private int[] setIn = new int[0];

	/** When each was set last, and how often it was one of several values since. */
	private int[] setAt = new int[0];

	private int[] metTimes = new int[0];

	private int used;

	private long merged;

	Locals(Expressions expressions, Blocks blocks) {
		this.expressions = expressions;
		this.blocks = blocks;
	}

	/**
	 * Begin with another function.
	 * @param params how many parameters it has
	 */
	void begin(int params) {
		Arrays.fill(this.values, 0, this.used, Expressions.ZERO);
		this.used = 0;
		this.merged = 0;
		for (int i = 0; i < params; i++) {
			use(i);
			this.values[i] = this.expressions.fixed(0);
		}
	}

	/**
	 * Return how often a local became one of several values, each time as often as that
	 * local did already.
	 */
	long merged() {
		return this.merged;
	}

	void set(int local, int value) {
		if (use(local)) {
			this.values[local] = value;
			this.setIn[local] = this.blocks.innermost();
			this.setAt[local] = this.blocks.nextMoment();
		}
	}

	/**
	 * Return what a local holds: what it was set to, or what it is since ways met.
	 */
	int get(int local) {
		if (!use(local)) {
			return Expressions.ZERO;
		}
		int block = this.setIn[local];
		while (!this.blocks.isOpen(block)) {
			if (this.blocks.hasMet(block)) {
				int time = this.blocks.metAt(block);
				if (this.setAt[local] < this.blocks.reachedAt(block)) {
					this.expressions.need(this.values[local], time);
					this.setAt[local] = this.blocks.reachedAt(block);
					this.merged += this.metTimes[local]++;
				}
				this.values[local] = this.expressions.fixed(time);
			}
			block = this.blocks.parent(block);
			this.setIn[local] = block;
		}
		return this.values[local];
	}

	/**
	 * Make room for a local.
	 * @return whether there can be such a local
	 */
	private boolean use(int local) {
		if (local < 0 || local >= MOST) {
			return false;
		}
		if (local >= this.values.length) {
			int before = this.values.length;
			this.values = Arrays.copyOf(this.values, Math.max(64, 2 * local));
			this.setIn = Arrays.copyOf(this.setIn, this.values.length);
			this.setAt = Arrays.copyOf(this.setAt, this.values.length);
			this.metTimes = Arrays.copyOf(this.metTimes, this.values.length);
			Arrays.fill(this.values, before, this.values.length, Expressions.ZERO);
		}
		while (this.used <= local) {
			this.setIn[this.used] = 0;
			this.setAt[this.used] = 0;
			this.metTimes[this.used++] = 0;
		}
		return true;
	}

}
