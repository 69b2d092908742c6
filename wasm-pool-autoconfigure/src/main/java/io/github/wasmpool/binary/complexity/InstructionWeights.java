package io.github.wasmpool.binary.complexity;

import java.util.BitSet;

/**
 * What each instruction counts for. The compiler has two million registers of its own for
 * a function; one that needs more ends the process, because its Rust code panics. So each
 * instruction counts for more than two and a half times the registers it takes.
 */
final class InstructionWeights {

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

	private final int memoryAccess;

	/**
	 * Create the weights.
	 * @param boundsChecks whether accesses to the memory are compiled with checks
	 */
	InstructionWeights(boolean boundsChecks) {
		this.memoryAccess = boundsChecks ? CHECKED_MEMORY_ACCESS : MEMORY_ACCESS;
	}

	/**
	 * Return what an instruction counts for.
	 * @param opcode its first byte
	 */
	int of(int opcode) {
		return switch (opcode) {
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

}
