package io.github.wasmpool.binary;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What one function demands of the compiler. It keeps something for each local in each
 * block, about a quarter of that for each local at each conditional branch, and something
 * for each instruction, most of all for those on tables and memories, and for each value
 * that enters or leaves a block, that a target of a branch table takes, or that a call
 * passes. Its time goes up with the locals of nested loops, as often as they are nested,
 * with the targets of branch tables, with the squares of the number of locals, of that of
 * conditional branches and of what one call passes, with the number of branches as often
 * as they pass values, and, because of the deadline checks, with the third power of the
 * number of loops. The factors were measured: a unit takes a microsecond, more or less.
 */
final class Complexity {

	static final int BRANCHES_PER_BLOCK = 4;

	private static final int BLOCK = 10;

	private static final int CALL = 4;

	private static final int CALL_VALUES = 16;

	private static final int TABLE_ACCESS = 150;

	private static final int GLOBAL_ACCESS = 40;

	private static final int MEMORY_ACCESS = 8;

	/** 175,000 stores with checks of their bounds took more than 20 seconds. */
	private static final int CHECKED_MEMORY_ACCESS = 100;

	private static final int INSTRUCTION = 6;

	/** Vectors, conversions that saturate, sizes of memories, bulk and atomic ones. */
	private static final int VAST_INSTRUCTION = 60;

	private static final int LONG_INSTRUCTION = 30;

	private static final BitSet LONG = longInstructions();

	private static final int LOCALS = 100;

	private static final int BRANCHES = 125;

	private static final int TARGET = 10;

	/** 3,000 branches that pass 100 values each took 15 seconds. */
	private static final int PASSED = 62;

	private static final int LOOPS = 350;

	/** Sums that come near it stay there, instead of wrapping around. */
	private static final long HUGE = 1L << 60;

	private final int memoryAccess;

	private final BitSet openLoops = new BitSet();

	/** How many values a branch to each of the open blocks passes. */
	private int[] openWidths = new int[64];

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
		call(params, results);
	}

	void block(boolean loop, int params, int results) {
		this.blocks++;
		this.blockValues += (long) params + results;
		this.widestBlock = Math.max(this.widestBlock, Math.max(params, results));
		if (this.openBlocks == this.openWidths.length) {
			this.openWidths = Arrays.copyOf(this.openWidths, 2 * this.openBlocks);
		}
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
	 */
	void instruction(int opcode) {
		this.instructions += switch (opcode) {
			case 0x11, 0x25, 0x26, 0xD2 -> TABLE_ACCESS;
			case 0x23, 0x24 -> GLOBAL_ACCESS;
			case 0x3F, 0x40, 0xFC, 0xFD, 0xFE -> VAST_INSTRUCTION;
			default -> {
				if (opcode >= 0x28 && opcode <= 0x3E) {
					yield this.memoryAccess;
				}
				yield LONG.get(opcode) ? LONG_INSTRUCTION : INSTRUCTION;
			}
		};
	}

	/**
	 * Return the instructions that become many of the machine's: selections, counts of
	 * bits, divisions, minima, maxima, signs, roundings and conversions.
	 */
	private static BitSet longInstructions() {
		BitSet opcodes = new BitSet();
		opcodes.set(0x1B, 0x1D);
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
		if (conditional) {
			this.branches++;
		}
		pass((depth < this.openBlocks) ? this.openWidths[this.openBlocks - 1 - (int) depth] : this.results);
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

	void call(int params, int results) {
		long values = (long) params + results;
		this.callValues = Math.min(HUGE, this.callValues + CALL + values * values / CALL_VALUES);
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
	 * Return what {@link io.github.wasmpool.ModuleLimits#complexity()} limits.
	 * @return what the function demands, with its length
	 */
	long ofFunction() {
		return total() + this.instructions;
	}

	/**
	 * Return what {@link io.github.wasmpool.ModuleLimits#totalComplexity()} limits the
	 * sum of.
	 * @return what the function demands beyond its length
	 */
	long total() {
		long loops = Math.min(this.loops, 1_000_000);
		long jumps = Math.min(this.jumps, 1_000_000);
		long passed = Math.min(this.passed, 1_000_000_000_000L);
		return (this.locals + BLOCK) * blocks() + this.blockValues + this.targets * (TARGET + this.widestBlock)
				+ this.callValues + this.locals * this.locals / LOCALS + this.branches * this.branches / BRANCHES
				+ jumps * passed / PASSED + this.nestedLocals + loops * loops * loops / LOOPS;
	}

}
