package io.github.wasmpool.binary.complexity;

import java.util.Arrays;

/**
 * Follows the values of a function through its stack, its locals and its blocks, to find
 * how long each has to be kept. It follows every function that is valid, and gets through
 * any other.
 *
 * <p>
 * Where control flows together, a local that was set on one of the ways is a value of its
 * own. What is only computed on one of them has to be computed again.
 */
final class LiveValues {

	private static final int BLOCK_TICKS = 2;

	/** 200 values kept across 200 such calls took 0.2 seconds. */
	private static final int TABLE_TICKS = 100;

	private static final int OPEN = -1;

	private static final int DISSOLVED = -2;

	private static final int NEVER = -1;

	private final Expressions expressions = new Expressions();

	private int[] stack = new int[0];

	private int height;

	private int[] locals = new int[0];

	/** In which block each local was set last. */
	private int[] setIn = new int[0];

	/** When each local was set last, and how often it was one of several values since. */
	private int[] setAt = new int[0];

	private int[] metTimes = new int[0];

	private int usedLocals;

	/**
	 * For each block when control met at its end, or that it is open, or that it never
	 * did.
	 */
	private int[] metAt = new int[0];

	private int[] parents = new int[0];

	/** For each block when its end was reached last. */
	private int[] reachedAt = new int[0];

	private int blocks;

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

	private int epoch;

	/** How many sets and branches there were. */
	private int moment;

	private long merged;

	/**
	 * How many blocks are open in code that is never reached, plus one; 0 in code that
	 * is.
	 */
	private int unreachable = 1;

	/**
	 * Begin with another function.
	 * @param params how many parameters it has
	 * @param results how many results it has
	 * @param most how much of it is followed at most
	 */
	void begin(int params, int results, int most) {
		this.expressions.begin(most);
		this.height = 0;
		Arrays.fill(this.locals, 0, this.usedLocals, Expressions.ZERO);
		this.usedLocals = 0;
		this.blocks = 0;
		this.depth = 0;
		this.epoch = 0;
		this.moment = 0;
		this.merged = 0;
		this.unreachable = 0;
		push(0, results);
		for (int i = 0; i < params; i++) {
			use(i);
			this.locals[i] = this.expressions.fixed(0);
		}
	}

	long kept() {
		return this.expressions.kept();
	}

	/**
	 * Return how often a local became one of several values, each time as often as that
	 * local did already.
	 */
	long merged() {
		return this.merged;
	}

	long repeated() {
		return this.expressions.repeated();
	}

	boolean isEndless() {
		return this.expressions.isEndless();
	}

	void constant(int key) {
		if (this.unreachable == 0) {
			push(Expressions.constant(key));
		}
	}

	/**
	 * Follow what only computes.
	 * @param key what it computes
	 * @param weight what the compiler has to do for it
	 * @param operands of how many values
	 */
	void compute(int key, int weight, int operands) {
		if (this.unreachable > 0) {
			return;
		}
		int right = pop();
		int left = (operands > 1) ? pop() : Expressions.ZERO;
		int result = (operands > 2)
				? this.expressions.computed(key, weight, pop(), this.expressions.computed(key, weight, left, right))
				: this.expressions.computed(key, weight, left, right);
		push(result);
	}

	/**
	 * Follow what is read from the memory, or from a global.
	 */
	void read(int key, int operands) {
		if (this.unreachable > 0) {
			return;
		}
		int address = (operands > 0) ? pop() : Expressions.ZERO;
		this.expressions.need(address);
		this.expressions.tick(1);
		push(this.expressions.read(key + this.epoch * 2, address));
	}

	/**
	 * Follow anything else that stands where it stands.
	 */
	void act(int operands, int results) {
		if (this.unreachable > 0) {
			return;
		}
		for (int i = 0; i < operands && this.height > base(); i++) {
			this.expressions.need(pop());
		}
		this.expressions.tick(1);
		this.epoch++;
		pushFixed(results);
	}

	/**
	 * Follow a call through a table, in which control parts and meets.
	 */
	void actOnTable(int operands, int results) {
		if (this.unreachable == 0) {
			this.expressions.tick(TABLE_TICKS);
			act(operands, results);
		}
	}

	void drop() {
		if (this.unreachable == 0) {
			pop();
		}
	}

	void get(long local) {
		if (this.unreachable == 0) {
			push(value((int) local));
		}
	}

	void set(long local) {
		if (this.unreachable == 0) {
			set((int) local, pop());
		}
	}

	void tee(long local) {
		if (this.unreachable == 0) {
			int value = pop();
			set((int) local, value);
			push(value);
		}
	}

	private void set(int local, int value) {
		if (use(local)) {
			this.locals[local] = value;
			this.setIn[local] = this.open[this.depth - 1];
			this.setAt[local] = ++this.moment;
		}
	}

	/**
	 * Return what a local holds: what it was set to, or what it is since ways met.
	 */
	private int value(int local) {
		if (!use(local)) {
			return Expressions.ZERO;
		}
		int block = this.setIn[local];
		while (this.metAt[block] != OPEN) {
			if (this.metAt[block] != DISSOLVED) {
				if (this.setAt[local] < this.reachedAt[block]) {
					this.expressions.need(this.locals[local], this.metAt[block]);
					this.setAt[local] = this.reachedAt[block];
					this.merged += this.metTimes[local]++;
				}
				this.locals[local] = this.expressions.fixed(this.metAt[block]);
			}
			block = this.parents[block];
			this.setIn[local] = block;
		}
		return this.locals[local];
	}

	/**
	 * Make room for a local.
	 * @return whether there can be such a local
	 */
	private boolean use(int local) {
		if (local < 0 || local >= 1_000_000) {
			return false;
		}
		if (local >= this.locals.length) {
			int before = this.locals.length;
			this.locals = Arrays.copyOf(this.locals, Math.max(64, 2 * local));
			this.setIn = Arrays.copyOf(this.setIn, this.locals.length);
			this.setAt = Arrays.copyOf(this.setAt, this.locals.length);
			this.metTimes = Arrays.copyOf(this.metTimes, this.locals.length);
			Arrays.fill(this.locals, before, this.locals.length, Expressions.ZERO);
		}
		while (this.usedLocals <= local) {
			this.setIn[this.usedLocals] = 0;
			this.setAt[this.usedLocals] = 0;
			this.metTimes[this.usedLocals++] = 0;
		}
		return true;
	}

	/**
	 * Enter a block.
	 * @param loop whether branches lead to its beginning
	 * @param when whether it is entered on a condition
	 */
	void open(boolean loop, boolean when, int params, int results) {
		if (this.unreachable > 0) {
			this.unreachable++;
			return;
		}
		if (when) {
			this.expressions.need(pop());
		}
		this.expressions.tick(BLOCK_TICKS);
		push(params, results);
		this.loops[this.depth - 1] = loop;
		if (when) {
			this.marks[this.depth - 1] = this.expressions.mark();
		}
	}

	/**
	 * Begin what is done otherwise.
	 */
	void otherwise() {
		if (this.unreachable > 1 || this.depth == 0) {
			return;
		}
		if (this.unreachable == 0) {
			this.reachedAt[this.open[this.depth - 1]] = ++this.moment;
		}
		this.unreachable = 0;
		this.expressions.tick(BLOCK_TICKS);
		this.expressions.forget(Math.max(0, this.marks[this.depth - 1]));
		this.height = base();
		pushFixed(this.params[this.depth - 1]);
	}

	void close() {
		if (this.unreachable > 1) {
			this.unreachable--;
			return;
		}
		if (this.depth <= 1) {
			finish();
			return;
		}
		boolean reached = this.unreachable == 0;
		this.unreachable = 0;
		this.depth--;
		int block = this.open[this.depth];
		int mark = this.marks[this.depth];
		int base = this.bases[this.depth];
		if (mark == NEVER) {
			this.metAt[block] = DISSOLVED;
			int kept = this.results[this.depth];
			if (this.height - base != kept) {
				leave(base, kept);
			}
			return;
		}
		this.expressions.tick(BLOCK_TICKS);
		if (reached) {
			this.reachedAt[block] = ++this.moment;
		}
		this.metAt[block] = this.expressions.clock();
		this.expressions.forget(mark);
		leave(base, this.results[this.depth]);
	}

	/**
	 * Need the values on top of the stack.
	 */
	private void pass(int values) {
		for (int i = this.height - 1; i >= base() && i >= this.height - values; i--) {
			this.expressions.need(this.stack[i]);
		}
	}

	private void leave(int base, int results) {
		for (int i = 0; i < results && this.height > base; i++) {
			this.expressions.need(this.stack[--this.height]);
		}
		this.height = Math.min(this.height, base);
		pushFixed(results);
	}

	/**
	 * End the function.
	 */
	void finish() {
		if (this.unreachable == 0 && this.depth > 0) {
			pass(this.results[0]);
		}
		stop();
	}

	/**
	 * Follow a branch.
	 * @param depth how many of the open blocks are inside of its target
	 */
	void branch(long depth) {
		if (this.unreachable == 0 && depth < this.depth) {
			int target = this.depth - 1 - (int) depth;
			pass(this.loops[target] ? this.params[target] : this.results[target]);
			if (!this.loops[target]) {
				this.reachedAt[this.open[target]] = ++this.moment;
				if (this.marks[target] == NEVER) {
					this.marks[target] = this.expressions.mark();
				}
			}
		}
	}

	/**
	 * Follow a decision.
	 */
	void decide() {
		if (this.unreachable == 0) {
			this.expressions.need(pop());
			this.expressions.tick(BLOCK_TICKS);
		}
	}

	/**
	 * Say that what follows is not reached.
	 */
	void stop() {
		if (this.unreachable == 0) {
			this.unreachable = 1;
		}
	}

	private void push(int params, int results) {
		if (this.depth == this.open.length) {
			int length = Math.max(16, 2 * this.depth);
			this.open = Arrays.copyOf(this.open, length);
			this.bases = Arrays.copyOf(this.bases, length);
			this.params = Arrays.copyOf(this.params, length);
			this.results = Arrays.copyOf(this.results, length);
			this.marks = Arrays.copyOf(this.marks, length);
			this.loops = Arrays.copyOf(this.loops, length);
		}
		if (this.blocks == this.metAt.length) {
			this.metAt = Arrays.copyOf(this.metAt, Math.max(64, 2 * this.blocks));
			this.parents = Arrays.copyOf(this.parents, this.metAt.length);
			this.reachedAt = Arrays.copyOf(this.reachedAt, this.metAt.length);
		}
		this.metAt[this.blocks] = OPEN;
		this.reachedAt[this.blocks] = 0;
		this.parents[this.blocks] = (this.depth > 0) ? this.open[this.depth - 1] : 0;
		this.open[this.depth] = this.blocks++;
		this.bases[this.depth] = Math.max(base(), this.height - params);
		this.params[this.depth] = params;
		this.results[this.depth] = results;
		this.marks[this.depth] = NEVER;
		this.depth++;
	}

	private int base() {
		return (this.depth > 0) ? this.bases[this.depth - 1] : 0;
	}

	private int pop() {
		return (this.height > base()) ? this.stack[--this.height] : Expressions.ZERO;
	}

	private void pushFixed(int count) {
		for (int i = 0; i < count && !isEndless(); i++) {
			push(this.expressions.fixed(this.expressions.clock()));
		}
	}

	private void push(int expression) {
		if (this.height == this.stack.length) {
			this.stack = Arrays.copyOf(this.stack, Math.max(64, 2 * this.height));
		}
		this.stack[this.height++] = expression;
	}

}
