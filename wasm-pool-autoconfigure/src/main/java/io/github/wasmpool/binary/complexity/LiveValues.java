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

	private final Expressions expressions = new Expressions();

	private final Blocks blocks = new Blocks();

	private final Locals locals = new Locals(this.expressions, this.blocks);

	private int[] stack = new int[0];

	private int height;

	private int epoch;

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
		this.blocks.begin();
		this.height = 0;
		this.epoch = 0;
		this.unreachable = 0;
		this.blocks.open(false, 0, 0, results);
		this.locals.begin(params);
	}

	long kept() {
		return this.expressions.kept();
	}

	/**
	 * Return how often a local became one of several values, each time as often as that
	 * local did already.
	 */
	long merged() {
		return this.locals.merged();
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
		for (int i = 0; i < operands && this.height > this.blocks.base(); i++) {
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
			push(this.locals.get((int) local));
		}
	}

	void set(long local) {
		if (this.unreachable == 0) {
			this.locals.set((int) local, pop());
		}
	}

	void tee(long local) {
		if (this.unreachable == 0) {
			int value = pop();
			this.locals.set((int) local, value);
			push(value);
		}
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
		this.blocks.open(loop, this.height - params, params, results);
		if (when) {
			this.blocks.mark(this.blocks.depth() - 1, this.expressions.mark());
		}
	}

	/**
	 * Begin what is done otherwise.
	 */
	void otherwise() {
		int place = this.blocks.depth() - 1;
		if (this.unreachable > 1 || place < 0) {
			return;
		}
		if (this.unreachable == 0) {
			this.blocks.reach(place);
		}
		this.unreachable = 0;
		this.expressions.tick(BLOCK_TICKS);
		this.expressions.forget(Math.max(0, this.blocks.mark(place)));
		this.height = this.blocks.base();
		pushFixed(this.blocks.params(place));
	}

	void close() {
		if (this.unreachable > 1) {
			this.unreachable--;
			return;
		}
		int place = this.blocks.depth() - 1;
		if (place <= 0) {
			finish();
			return;
		}
		boolean reached = this.unreachable == 0;
		this.unreachable = 0;
		int base = this.blocks.base();
		int results = this.blocks.results(place);
		int mark = this.blocks.mark(place);
		if (mark == Blocks.NEVER) {
			this.blocks.dissolve();
			if (this.height - base != results) {
				leave(base, results);
			}
			return;
		}
		this.expressions.tick(BLOCK_TICKS);
		if (reached) {
			this.blocks.reach(place);
		}
		this.blocks.meet(this.expressions.clock());
		this.expressions.forget(mark);
		leave(base, results);
	}

	/**
	 * Need the values on top of the stack.
	 */
	private void pass(int values) {
		for (int i = this.height - 1; i >= this.blocks.base() && i >= this.height - values; i--) {
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
		if (this.unreachable == 0 && this.blocks.depth() > 0) {
			pass(this.blocks.results(0));
		}
		stop();
	}

	/**
	 * Follow a branch.
	 * @param depth how many of the open blocks are inside of its target
	 */
	void branch(long depth) {
		if (this.unreachable == 0 && depth < this.blocks.depth()) {
			int target = this.blocks.depth() - 1 - (int) depth;
			boolean loop = this.blocks.isLoop(target);
			pass(loop ? this.blocks.params(target) : this.blocks.results(target));
			if (!loop) {
				this.blocks.reach(target);
				if (this.blocks.mark(target) == Blocks.NEVER) {
					this.blocks.mark(target, this.expressions.mark());
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

	private int pop() {
		return (this.height > this.blocks.base()) ? this.stack[--this.height] : Expressions.ZERO;
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
