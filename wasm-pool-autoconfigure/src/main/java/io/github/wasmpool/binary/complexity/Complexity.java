package io.github.wasmpool.binary.complexity;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What one function demands of the compiler, in units of about half a microsecond. Most
 * of it is a sum over its instructions. What goes up faster than a function grows is
 * added: for long functions, for each local in each block and at each branch, for the
 * time in which values are kept, for locals that become one of several values again and
 * again, for branches to the same target, with the targets of branch tables, with the
 * squares of the number of locals, of that of calls through tables and of what one call
 * passes, with the number of branches as often as they pass values, with the locals of
 * nested loops, as often as they are nested, and, because of the deadline checks, with
 * the third power of the number of loops.
 *
 * <p>
 * It is told of the instructions of a function one after the other. Not thread-safe.
 *
 * <p>
 * The factors were measured. CalibrationTests holds what this makes of functions of all
 * shapes against the time the compiler took for them.
 */
public final class Complexity {

	/** So many conditional branches count as a block. */
	public static final int BRANCHES_PER_BLOCK = 4;

	private static final int BLOCK = 10;

	private static final int BLOCK_VALUE = 4;

	private static final int CALL = 24;

	private static final int CALL_VALUE = 2;

	/** What a square is divided by. */
	private static final int CALL_VALUES = 16;

	private static final int LOCALS = 100;

	private static final int SAME_TARGET = 37;

	private static final int FAR_ACCESS = 30;

	private static final int TABLE_CALLS = 3;

	private static final int NO_BLOCK = -1;

	private static final int NOP = 0x01;

	/** Each value that is followed counts for one, or for more. */
	private static final long MOST_FOLLOWED = 1L << 28;

	private static final long LEAST_FOLLOWED = 1_000;

	private static final int TARGET = 10;

	/** 3,000 branches that pass 100 values each took 15 seconds. */
	private static final int PASSED = 62;

	private static final int KEPT = 13;

	private static final int MERGED = 9;

	/** 180,000 loads took twice as long each as 20,000. */
	private static final int LENGTH = 6_000_000;

	private static final int LOOPS = 170;

	/** Sums that come near it stay there, instead of wrapping around. */
	private static final long HUGE = 1L << 60;

	private final InstructionWeights weights;

	private final BitSet openLoops = new BitSet();

	/** How many values a branch to each of the open blocks passes. */
	private int[] openWidths = new int[64];

	/** How many conditional branches lead to each of the open blocks. */
	private int[] openBranches = new int[64];

	private int bodyBranches;

	private int openBlocks;

	private final int results;

	private final long locals;

	/** The body is a block, too. */
	private long blocks = 1;

	private long branches;

	private long blockValues;

	private long targets;

	private long jumps;

	private long passed;

	private long widestBlock;

	private long callValues;

	private long instructions;

	private long loops;

	private long depth;

	private long deepest;

	private long nestedLocals;

	private long tableCallCount;

	private long tableCalls;

	private long sameTarget;

	private long unconditional;

	private final LiveValues live;

	/** What the instruction at hand counts for. */
	private int weight;

	/**
	 * Begin without a function.
	 * @param boundsChecks whether accesses to the memory are compiled with checks
	 */
	public Complexity(boolean boundsChecks) {
		this(new InstructionWeights(boundsChecks), new LiveValues(), 0, 0);
	}

	private Complexity(InstructionWeights weights, LiveValues live, long locals, int results) {
		this.weights = weights;
		this.live = live;
		this.locals = Math.min(locals, Integer.MAX_VALUE);
		this.results = results;
		this.widestBlock = results;
	}

	/**
	 * Begin with another function, and end with this one.
	 * @param locals its locals, parameters included
	 * @param params its parameters
	 * @param results its results
	 * @param limit what it may demand: not much more of it is followed
	 * @return the complexity of that function
	 */
	public Complexity next(long locals, int params, int results, long limit) {
		Complexity next = new Complexity(this.weights, this.live, locals, results);
		next.count(params, results);
		next.live.begin(params, results, (int) Math.max(LEAST_FOLLOWED, Math.min(limit, MOST_FOLLOWED)));
		return next;
	}

	/**
	 * Enter a block that passes at most one value out, and none in.
	 * @param loop whether branches lead to its beginning
	 * @param when whether it is entered on a condition
	 * @param results its results, none or one: that makes no difference to the compiler
	 */
	public void simpleBlock(boolean loop, boolean when, int results) {
		count(loop, 0, 0);
		this.live.open(loop, when, 0, results);
	}

	/**
	 * Enter a block.
	 * @param loop whether branches lead to its beginning
	 * @param when whether it is entered on a condition
	 * @param params its parameters
	 * @param results its results
	 */
	public void block(boolean loop, boolean when, int params, int results) {
		count(loop, params, results);
		this.live.open(loop, when, params, results);
	}

	private void count(boolean loop, int params, int results) {
		this.blocks++;
		this.blockValues += BLOCK_VALUE * ((long) params + results);
		this.widestBlock = Math.max(this.widestBlock, Math.max(params, results));
		if (this.openBlocks == this.openWidths.length) {
			this.openWidths = Arrays.copyOf(this.openWidths, 2 * this.openBlocks);
			this.openBranches = Arrays.copyOf(this.openBranches, 2 * this.openBlocks);
		}
		this.openBranches[this.openBlocks] = 0;
		this.openWidths[this.openBlocks] = loop ? params : results;
		this.openLoops.set(this.openBlocks++, loop);
		if (loop) {
			this.loops++;
			this.depth++;
			this.deepest = Math.max(this.deepest, this.depth);
			this.nestedLocals = Math.min(HUGE, this.nestedLocals + this.depth * (this.locals + params));
		}
	}

	/**
	 * Begin what is done otherwise.
	 */
	public void otherwise() {
		this.live.otherwise();
	}

	/**
	 * Leave a block, or end the function.
	 */
	public void end() {
		if (this.openBlocks > 0 && this.openLoops.get(--this.openBlocks)) {
			this.depth--;
		}
		this.live.close();
	}

	/**
	 * Return from the function.
	 */
	public void leave() {
		this.live.finish();
	}

	/**
	 * Say that what follows is not reached.
	 */
	public void stop() {
		this.live.stop();
	}

	/** Drop a value. */
	public void drop() {
		this.live.drop();
	}

	/** Read a local. */
	public void get(long local) {
		this.live.get(local);
	}

	/** Set a local. */
	public void set(long local) {
		this.live.set(local);
	}

	/** Set a local to a value that stays on the stack. */
	public void tee(long local) {
		this.live.tee(local);
	}

	/**
	 * Count an instruction.
	 * @param opcode its first byte
	 */
	public void instruction(int opcode) {
		this.weight = this.weights.of(opcode);
		this.instructions += this.weight;
	}

	/**
	 * Whether an instruction that does the same as another need not be done again: one
	 * that only computes or reads.
	 * @param opcode its first byte
	 * @param code what follows a prefix, otherwise ignored
	 * @return whether {@link #effect} asks what it does
	 */
	public static boolean isRepeatable(int opcode, int code) {
		return StackEffect.isPure(opcode, code) || StackEffect.isLoad(opcode, code);
	}

	/**
	 * Follow what an instruction takes and leaves, but for those of blocks, branches,
	 * calls and locals, which have methods of their own.
	 * @param opcode its first byte
	 * @param code what follows a prefix, otherwise ignored
	 * @param key what it does, if it {@linkplain #isRepeatable(int, int) is repeatable}:
	 * equal for those that do the same
	 */
	public void effect(int opcode, int code, int key) {
		int operands = StackEffect.operands(opcode, code);
		if (StackEffect.isPure(opcode, code)) {
			if (operands == 0) {
				this.live.constant(key);
			}
			else {
				this.live.compute(key, this.weight, operands);
			}
		}
		else if (operands <= 1 && StackEffect.isLoad(opcode, code)) {
			this.live.read(key, operands);
		}
		else if (opcode != NOP) {
			this.live.act(operands, StackEffect.results(opcode, code));
		}
	}

	/**
	 * Count a branch.
	 * @param depth how many of the open blocks are inside of its target
	 * @param conditional whether the function can go on behind it
	 */
	public void branch(long depth, boolean conditional) {
		int target = (depth < this.openBlocks) ? this.openBlocks - 1 - (int) depth : NO_BLOCK;
		if (conditional) {
			this.branches++;
			this.sameTarget += (target != NO_BLOCK) ? this.openBranches[target]++ : this.bodyBranches++;
		}
		else {
			this.unconditional++;
		}
		pass((target != NO_BLOCK) ? this.openWidths[target] : this.results);
		if (conditional) {
			this.live.decide();
		}
		this.live.branch(depth);
		if (!conditional) {
			this.live.stop();
		}
	}

	/**
	 * Count a branch table.
	 * @param targets how many targets it has, besides that for all other numbers
	 */
	public void branchTable(int targets) {
		this.branches++;
		this.targets += targets;
		pass(this.widestBlock);
		this.live.decide();
	}

	/**
	 * Follow a branch table to one of its targets.
	 * @param depth how many of the open blocks are inside of the target
	 */
	public void target(long depth) {
		this.live.branch(depth);
	}

	/**
	 * Count what a branch passes. The first value is cheap, and more are rare.
	 */
	private void pass(long values) {
		this.jumps++;
		this.passed += Math.max(0, values - 1);
	}

	/**
	 * Count what is added to the costs of an access to the memory whose bounds are
	 * checked.
	 */
	public void farAccess() {
		this.instructions += FAR_ACCESS;
	}

	/**
	 * Count a call through a table: a table access, and more with each.
	 * @param params the parameters of what is called
	 * @param results its results
	 */
	public void callThroughTable(int params, int results) {
		this.tableCalls += this.tableCallCount++;
		count(params, results);
		this.live.actOnTable(params + 1, results);
	}

	/**
	 * Count a call.
	 * @param params the parameters of what is called
	 * @param results its results
	 */
	public void call(int params, int results) {
		count(params, results);
		this.live.act(params, results);
	}

	private void count(int params, int results) {
		long values = (long) params + results;
		this.callValues = Math.min(HUGE, this.callValues + CALL + CALL_VALUE * values + values * values / CALL_VALUES);
	}

	/**
	 * Return how many blocks the function has.
	 * @return its blocks, with a part for each conditional branch
	 */
	public long blocks() {
		return this.blocks + this.branches / BRANCHES_PER_BLOCK;
	}

	/**
	 * Return how many loops the function has.
	 * @return its loops
	 */
	public long loops() {
		return this.loops;
	}

	/**
	 * Return how deep its loops are nested.
	 * @return the depth of the innermost
	 */
	public long depth() {
		return this.deepest;
	}

	/**
	 * Return what {@link io.github.wasmpool.ModuleLimits#complexity()} limits, and
	 * {@link io.github.wasmpool.ModuleLimits#totalComplexity()} the sum of.
	 * @return what the function demands
	 */
	public long total() {
		long loops = Math.min(this.loops, 1_000_000);
		long jumps = Math.min(this.jumps, 1_000_000);
		long passed = Math.min(this.passed, 1_000_000_000_000L);
		if (this.live.isEndless()) {
			return HUGE;
		}
		long ofLocals = this.locals * (blocks() + this.unconditional) * 5 / 4 + this.locals * this.locals / LOCALS
				+ this.nestedLocals;
		long ofValues = this.live.kept() / KEPT + this.live.merged() / MERGED + this.live.repeated() * 3 / 2;
		long ofBlocks = BLOCK * blocks() + this.blockValues + this.targets * (TARGET + this.widestBlock)
				+ this.sameTarget / SAME_TARGET + jumps * passed / PASSED + loops * loops * loops / LOOPS;
		long length = Math.min(this.instructions + this.callValues, 1 << 30);
		return length + length * length / LENGTH + this.tableCalls / TABLE_CALLS + ofLocals + ofValues + ofBlocks;
	}

}
