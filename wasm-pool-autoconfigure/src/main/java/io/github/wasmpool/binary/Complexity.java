package io.github.wasmpool.binary;

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
 * The factors were measured. CalibrationTests holds what this makes of functions of all
 * shapes against the time the compiler took for them.
 */
final class Complexity {

	static final int BRANCHES_PER_BLOCK = 4;

	private static final int BLOCK = 10;

	private static final int BLOCK_VALUE = 4;

	private static final int CALL = 24;

	private static final int CALL_VALUE = 2;

	/** What a square is divided by. */
	private static final int CALL_VALUES = 16;

	private static final int TABLE_ACCESS = 300;

	private static final int FUNCTION_REFERENCE = 45;

	private static final int GLOBAL_ACCESS = 25;

	private static final int MEMORY_ACCESS = 30;

	/** 175,000 stores with checks of their bounds took more than 20 seconds. */
	private static final int CHECKED_MEMORY_ACCESS = 100;

	private static final int INSTRUCTION = 13;

	private static final int LIGHT_INSTRUCTION = 1;

	/** Vectors, conversions that saturate, sizes of memories, bulk and atomic ones. */
	private static final int VAST_INSTRUCTION = 70;

	private static final int LONG_INSTRUCTION = 30;

	private static final BitSet LONG = longInstructions();

	private static final int LOCALS = 100;

	private static final int SAME_TARGET = 37;

	private static final int FAR_ACCESS = 30;

	private static final int TABLE_CALLS = 3;

	private static final int NO_BLOCK = -1;

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

	private final int memoryAccess;

	private final BitSet openLoops = new BitSet();

	/** How many values a branch to each of the open blocks passes. */
	private int[] openWidths = new int[64];

	/** How many conditional branches lead to each of the open blocks. */
	private int[] openBranches = new int[64];

	private int bodyBranches;

	private int openBlocks;

	private int results;

	private long locals;

	private long blocks;

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

	private long kept;

	private long repeated;

	private long merged;

	private long tableCallCount;

	private long tableCalls;

	private long sameTarget;

	private long unconditional;

	private boolean endless;

	/**
	 * Begin without a function.
	 * @param boundsChecks whether accesses to the memory are compiled with checks
	 */
	Complexity(boolean boundsChecks) {
		this.memoryAccess = boundsChecks ? CHECKED_MEMORY_ACCESS : MEMORY_ACCESS;
	}

	/**
	 * Begin with another function.
	 * @param locals its locals, parameters included
	 * @param params its parameters
	 * @param results its results
	 */
	void begin(long locals, int params, int results) {
		this.openLoops.clear();
		this.openBlocks = 0;
		this.results = results;
		this.locals = Math.min(locals, Integer.MAX_VALUE);
		// the body is a block, too
		this.blocks = 1;
		this.branches = 0;
		this.blockValues = 0;
		this.targets = 0;
		this.jumps = 0;
		this.passed = 0;
		this.widestBlock = results;
		this.callValues = 0;
		this.instructions = 0;
		this.loops = 0;
		this.depth = 0;
		this.deepest = 0;
		this.nestedLocals = 0;
		this.tableCallCount = 0;
		this.tableCalls = 0;
		this.sameTarget = 0;
		this.unconditional = 0;
		this.bodyBranches = 0;
		call(params, results);
	}

	void block(boolean loop, int params, int results) {
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

	void end() {
		if (this.openBlocks > 0 && this.openLoops.get(--this.openBlocks)) {
			this.depth--;
		}
	}

	/**
	 * Count an instruction. The compiler has two million registers of its own for a
	 * function; one that needs more ends the process, because its Rust code panics. So
	 * each instruction counts for more than two and a half times the registers it takes.
	 * @param opcode its first byte
	 * @return what it counts for
	 */
	int instruction(int opcode) {
		int weight = switch (opcode) {
			case 0x01, 0x0B, 0x1A, 0x20, 0x21, 0x22, 0x41, 0x42, 0x43, 0x44, 0xD0 -> LIGHT_INSTRUCTION;
			case 0x11, 0x25, 0x26 -> TABLE_ACCESS;
			case 0xD2 -> FUNCTION_REFERENCE;
			case 0x23, 0x24 -> GLOBAL_ACCESS;
			case 0x3F, 0x40, 0xFC, 0xFD, 0xFE -> VAST_INSTRUCTION;
			default -> {
				if (opcode >= 0x28 && opcode <= 0x3E) {
					yield this.memoryAccess;
				}
				yield LONG.get(opcode) ? LONG_INSTRUCTION : INSTRUCTION;
			}
		};
		this.instructions += weight;
		return weight;
	}

	/**
	 * Return the instructions that become many of the machine's: counts of bits,
	 * divisions, minima, maxima, signs, roundings and conversions.
	 */
	private static BitSet longInstructions() {
		BitSet opcodes = new BitSet();
		opcodes.set(0x67, 0x6A);
		opcodes.set(0x6D, 0x71);
		opcodes.set(0x79, 0x7C);
		opcodes.set(0x7F, 0x83);
		opcodes.set(0x8B, 0x92);
		opcodes.set(0x96, 0xA0);
		opcodes.set(0xA4, 0xC5);
		return opcodes;
	}

	/**
	 * Count a branch.
	 * @param depth how many of the open blocks are inside of its target
	 * @param conditional whether the function can go on behind it
	 */
	void branch(long depth, boolean conditional) {
		int target = (depth < this.openBlocks) ? this.openBlocks - 1 - (int) depth : NO_BLOCK;
		if (conditional) {
			this.branches++;
			this.sameTarget += (target != NO_BLOCK) ? this.openBranches[target]++ : this.bodyBranches++;
		}
		else {
			this.unconditional++;
		}
		pass((target != NO_BLOCK) ? this.openWidths[target] : this.results);
	}

	/**
	 * Count a branch table.
	 * @param targets how many targets it has, besides that for all other numbers
	 */
	void branchTable(int targets) {
		this.branches++;
		this.targets += targets;
		pass(this.widestBlock);
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
	void farAccess() {
		this.instructions += FAR_ACCESS;
	}

	/**
	 * Count a call through a table: a table access, and more with each.
	 */
	void callThroughTable(int params, int results) {
		this.tableCalls += this.tableCallCount++;
		call(params, results);
	}

	void call(int params, int results) {
		long values = (long) params + results;
		this.callValues = Math.min(HUGE, this.callValues + CALL + CALL_VALUE * values + values * values / CALL_VALUES);
	}

	/**
	 * Count what was found out about the values.
	 */
	void live(LiveValues values) {
		this.kept = values.kept();
		this.merged = values.merged();
		this.repeated = values.repeated();
		this.endless = values.isEndless();
	}

	long locals() {
		return this.locals;
	}

	long blocks() {
		return this.blocks + this.branches / BRANCHES_PER_BLOCK;
	}

	long loops() {
		return this.loops;
	}

	long depth() {
		return this.deepest;
	}

	/**
	 * Return what {@link io.github.wasmpool.ModuleLimits#complexity()} limits, and
	 * {@link io.github.wasmpool.ModuleLimits#totalComplexity()} the sum of.
	 * @return what the function demands
	 */
	long total() {
		long loops = Math.min(this.loops, 1_000_000);
		long jumps = Math.min(this.jumps, 1_000_000);
		long passed = Math.min(this.passed, 1_000_000_000_000L);
		if (this.endless) {
			return HUGE;
		}
		long ofLocals = this.locals * (blocks() + this.unconditional) * 5 / 4 + this.locals * this.locals / LOCALS
				+ this.nestedLocals;
		long ofValues = this.kept / KEPT + this.merged / MERGED + this.repeated * 3 / 2;
		long ofBlocks = BLOCK * blocks() + this.blockValues + this.targets * (TARGET + this.widestBlock)
				+ this.sameTarget / SAME_TARGET + jumps * passed / PASSED + loops * loops * loops / LOOPS;
		long length = Math.min(this.instructions + this.callValues, 1 << 30);
		return length + length * length / LENGTH + this.tableCalls / TABLE_CALLS + ofLocals + ofValues + ofBlocks;
	}

}
