package io.github.wasmpool.binary.complexity;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a function computes, as the compiler sees it: equal computations are one, each is
 * done when its result is first needed, and a result is kept until it was needed last.
 * The time in which results are kept, added up, is what the compiler's choice of
 * registers takes.
 *
 * <p>
 * The clock ticks with each machine instruction, more or less. An expression is a number;
 * negative ones are constants, which are made where they are needed.
 */
final class Expressions {

	/** What locals begin with, and what is not known. */
	static final int ZERO = -1;

	private static final int FIRST_SIZE = 256;

	/** For an expression that is where it stands. */
	private static final int FIXED = 0;

	/** So that nobody can make expressions that meet in the hash table. */
	private static final long SEED = new SplittableRandom().nextLong();

	private int[] operators = new int[0];

	private int[] lefts = new int[0];

	private int[] rights = new int[0];

	/** What it takes to compute each, negative if it was computed before. */
	private int[] weights = new int[0];

	/** When each was needed last, or -1 if it is still to be computed. */
	private int[] lastNeeded = new int[0];

	private int count;

	/** Hash table of the expressions that equal ones are found in, plus one each. */
	private int[] known = new int[0];

	private int knownCount;

	/** What was computed, in order, so that it can be forgotten. */
	private int[] computed = new int[0];

	private int computedCount;

	private int[] pending = new int[0];

	private int clock;

	private long kept;

	private int most;

	private long repeated;

	/**
	 * Begin with another function.
	 * @param most how much can be added and computed again before it is
	 * {@linkplain #isEndless() too much}
	 */
	void begin(int most) {
		this.most = most;
		this.repeated = 0;
		if (this.knownCount > 0) {
			Arrays.fill(this.known, 0);
			if (this.known.length > FIRST_SIZE && this.knownCount < this.known.length / 16) {
				this.known = new int[FIRST_SIZE];
			}
		}
		this.knownCount = 0;
		this.count = 0;
		this.computedCount = 0;
		this.clock = 0;
		this.kept = 0;
	}

	/**
	 * Return what it takes to compute again what was computed before, on ways that do not
	 * meet.
	 */
	long repeated() {
		return this.repeated;
	}

	/**
	 * Whether there is more to compute than was to be followed: nothing is any more.
	 */
	boolean isEndless() {
		return this.repeated + this.count > this.most;
	}

	int clock() {
		return this.clock;
	}

	/**
	 * Return for how many ticks results are kept, added up.
	 */
	long kept() {
		return this.kept;
	}

	void tick(int ticks) {
		this.clock = Math.min(Integer.MAX_VALUE - 1_000_000, this.clock + ticks);
	}

	/**
	 * Return what stands for a constant.
	 */
	static int constant(int key) {
		return hash(key, ZERO, ZERO) | Integer.MIN_VALUE;
	}

	/**
	 * Add what is computed where it stands.
	 * @param since when its result began to be kept
	 */
	int fixed(int since) {
		return isEndless() ? ZERO : add(FIXED, ZERO, ZERO, 0, since);
	}

	/**
	 * Find or add what is read where it stands, unless the same was read before.
	 */
	int read(int key, int address) {
		int operator = key | 1;
		int slot = slot(operator, address, ZERO);
		if (this.known[slot] != 0) {
			return this.known[slot] - 1;
		}
		int read = fixed(this.clock);
		return (read != ZERO) ? remember(slot, read, operator, address, ZERO) : ZERO;
	}

	/**
	 * Find or add what is computed when it is needed.
	 */
	int computed(int key, int weight, int left, int right) {
		if (left < 0 && right < 0) {
			return hash(key, left, right) | Integer.MIN_VALUE;
		}
		int operator = (key | 1) - 1;
		int slot = slot(operator, left, right);
		if (this.known[slot] != 0) {
			return this.known[slot] - 1;
		}
		if (isEndless()) {
			return ZERO;
		}
		return remember(slot, add(operator, left, right, weight, -1), operator, left, right);
	}

	/**
	 * Need the result of an expression now.
	 */
	void need(int expression) {
		if (expression < 0) {
			return;
		}
		if (this.lastNeeded[expression] >= 0) {
			keep(expression, this.clock);
			return;
		}
		int depth = push(0, expression);
		while (depth > 0 && !isEndless()) {
			int next = this.pending[--depth];
			if (next < 0) {
				compute(~next);
			}
			else if (this.lastNeeded[next] < 0) {
				depth = push(depth, ~next);
				depth = pushUnknown(depth, this.rights[next]);
				depth = pushUnknown(depth, this.lefts[next]);
			}
		}
	}

	/**
	 * Need the result of an expression at some time ago, or now if it is later.
	 */
	void need(int expression, int time) {
		if (expression >= 0 && this.lastNeeded[expression] >= 0) {
			keep(expression, time);
		}
		else {
			need(expression);
		}
	}

	/** Return a mark to {@link #forget} what is computed from now on. */
	int mark() {
		return this.computedCount;
	}

	/**
	 * Forget what was computed since a mark: where control flows together, not all ways
	 * came by there.
	 */
	void forget(int mark) {
		while (this.computedCount > mark) {
			this.lastNeeded[this.computed[--this.computedCount]] = -1;
		}
	}

	private int pushUnknown(int depth, int expression) {
		return (expression >= 0 && this.lastNeeded[expression] < 0) ? push(depth, expression) : depth;
	}

	private int push(int depth, int entry) {
		if (depth == this.pending.length) {
			this.pending = Arrays.copyOf(this.pending, Math.max(FIRST_SIZE, 2 * depth));
		}
		this.pending[depth] = entry;
		return depth + 1;
	}

	private void compute(int expression) {
		if (this.lastNeeded[expression] >= 0) {
			return;
		}
		tick(1);
		if (this.weights[expression] < 0) {
			this.repeated -= this.weights[expression];
		}
		else {
			this.weights[expression] = -this.weights[expression];
		}
		keep(this.lefts[expression], this.clock);
		keep(this.rights[expression], this.clock);
		this.lastNeeded[expression] = this.clock;
		if (this.computedCount == this.computed.length) {
			this.computed = Arrays.copyOf(this.computed, Math.max(FIRST_SIZE, 2 * this.computedCount));
		}
		this.computed[this.computedCount++] = expression;
	}

	private void keep(int expression, int time) {
		if (expression >= 0 && this.lastNeeded[expression] < time) {
			this.kept += time - Math.max(0, this.lastNeeded[expression]);
			this.lastNeeded[expression] = time;
		}
	}

	private int add(int operator, int left, int right, int weight, int since) {
		if (this.count == this.operators.length) {
			int length = Math.max(FIRST_SIZE, 2 * this.count);
			this.operators = Arrays.copyOf(this.operators, length);
			this.lefts = Arrays.copyOf(this.lefts, length);
			this.rights = Arrays.copyOf(this.rights, length);
			this.weights = Arrays.copyOf(this.weights, length);
			this.lastNeeded = Arrays.copyOf(this.lastNeeded, length);
		}
		this.operators[this.count] = operator;
		this.lefts[this.count] = left;
		this.rights[this.count] = right;
		this.weights[this.count] = weight;
		this.lastNeeded[this.count] = since;
		return this.count++;
	}

	private int remember(int slot, int expression, int operator, int left, int right) {
		this.operators[expression] = operator;
		this.lefts[expression] = left;
		this.rights[expression] = right;
		this.known[slot] = expression + 1;
		this.knownCount++;
		return expression;
	}

	/**
	 * Return where an expression is known, or would be.
	 */
	private int slot(int operator, int left, int right) {
		if (2 * this.knownCount >= this.known.length) {
			grow();
		}
		int mask = this.known.length - 1;
		int slot = hash(operator, left, right) & mask;
		while (this.known[slot] != 0) {
			int found = this.known[slot] - 1;
			if (this.operators[found] == operator && this.lefts[found] == left && this.rights[found] == right) {
				return slot;
			}
			slot = (slot + 1) & mask;
		}
		return slot;
	}

	private void grow() {
		int[] before = this.known;
		this.known = new int[Math.max(FIRST_SIZE, 2 * before.length)];
		int mask = this.known.length - 1;
		for (int entry : before) {
			if (entry != 0) {
				int found = entry - 1;
				int slot = hash(this.operators[found], this.lefts[found], this.rights[found]) & mask;
				while (this.known[slot] != 0) {
					slot = (slot + 1) & mask;
				}
				this.known[slot] = entry;
			}
		}
	}

	private static int hash(int operator, int left, int right) {
		long mixed = (SEED + operator * 0x1_0000_0001L + left) * 0x9E3779B97F4A7C15L + right;
		mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
		return (int) (mixed >>> 32);
	}

}
