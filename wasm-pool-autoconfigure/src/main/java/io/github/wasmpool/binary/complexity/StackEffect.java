package io.github.wasmpool.binary.complexity;

import java.util.BitSet;

/**
 * What an instruction takes from the stack and leaves there, and whether the compiler may
 * move it: one that only computes is done when something needs its result, all others
 * where they stand. Of blocks, branches, calls and locals nothing is said here.
 */
final class StackEffect {

	private static final int MISC = 0xFC;

	private static final int SIMD = 0xFD;

	private static final int ATOMICS = 0xFE;

	private static final BitSet UNARY = bits(0x45, 0x45, 0x50, 0x50, 0x67, 0x69, 0x79, 0x7B, 0x8B, 0x91, 0x99, 0x9F,
			0xA7, 0xC4, 0xD1, 0xD1);

	/** Those that can trap: divisions and conversions to integers. */
	private static final BitSet TRAPPING = bits(0x6D, 0x70, 0x7F, 0x82, 0xA8, 0xAB, 0xAE, 0xB1);

	private static final BitSet UNARY_VECTORS = bits(0x0F, 0x16, 0x18, 0x19, 0x1B, 0x1B, 0x1D, 0x1D, 0x1F, 0x1F, 0x21,
			0x21, 0x4D, 0x4D, 0x53, 0x53, 0x5E, 0x64, 0x67, 0x6A, 0x74, 0x75, 0x7A, 0x7A, 0x7C, 0x81, 0x83, 0x84, 0x87,
			0x8A, 0x94, 0x94, 0xA0, 0xA4, 0xA7, 0xAA, 0xC0, 0xC4, 0xC7, 0xCA, 0xE0, 0xE3, 0xEC, 0xEF, 0xF8, 0xFF);

	private StackEffect() {
	}

	/**
	 * Return how many values an instruction takes.
	 * @param opcode its first byte
	 * @param code what follows a prefix, otherwise ignored
	 */
	static int operands(int opcode, int code) {
		return switch (opcode) {
			case MISC -> (code < 8 || code == 0x0F) ? (code < 8) ? 1 : 2
					: (code == 0x09 || code == 0x0D || code == 0x10) ? 0 : 3;
			case SIMD -> vectorOperands(code);
			case ATOMICS -> atomicOperands(code);
			case 0x01, 0x23, 0x3F, 0x41, 0x42, 0x43, 0x44, 0xD0, 0xD2 -> 0;
			case 0x1A, 0x24, 0x25, 0x40 -> 1;
			case 0x1B, 0x1C -> 3;
			default -> (UNARY.get(opcode) || isLoad(opcode)) ? 1 : 2;
		};
	}

	/**
	 * Return how many values an instruction leaves, none or one.
	 */
	static int results(int opcode, int code) {
		return switch (opcode) {
			case MISC -> (code < 8 || code == 0x0F || code == 0x10) ? 1 : 0;
			case SIMD -> (code == 0x0B || (code >= 0x58 && code <= 0x5B)) ? 0 : 1;
			case ATOMICS -> (code == 0x03 || (code >= 0x17 && code <= 0x1D)) ? 0 : 1;
			case 0x01, 0x1A, 0x24, 0x26 -> 0;
			default -> (opcode >= 0x36 && opcode <= 0x3E) ? 0 : 1;
		};
	}

	/**
	 * Whether an instruction does nothing but compute.
	 */
	static boolean isPure(int opcode, int code) {
		return switch (opcode) {
			case MISC -> code < 8;
			case SIMD -> code > 0x0B && (code < 0x54 || code > 0x5D);
			case ATOMICS -> false;
			case 0x1B, 0x1C, 0xD0, 0xD1 -> true;
			default -> opcode >= 0x41 && opcode <= 0xC4 && !TRAPPING.get(opcode);
		};
	}

	/**
	 * Whether an instruction reads the memory or a global and nothing else: one that
	 * reads the same again is left out.
	 */
	static boolean isLoad(int opcode, int code) {
		return isLoad(opcode) || opcode == 0x23
				|| (opcode == SIMD && (code < 0x0B || (code >= 0x54 && code <= 0x57) || code == 0x5C || code == 0x5D));
	}

	private static boolean isLoad(int opcode) {
		return opcode >= 0x28 && opcode <= 0x35;
	}

	private static int vectorOperands(int code) {
		if (code == 0x0C) {
			return 0;
		}
		if (code == 0x52) {
			return 3;
		}
		boolean unary = code < 0x0B || code == 0x5C || code == 0x5D || UNARY_VECTORS.get(code);
		return unary ? 1 : 2;
	}

	private static int atomicOperands(int code) {
		if (code == 0x03) {
			return 0;
		}
		if (code >= 0x10 && code <= 0x16) {
			return 1;
		}
		return (code == 0x01 || code == 0x02 || code >= 0x48) ? 3 : 2;
	}

	private static BitSet bits(int... ranges) {
		BitSet bits = new BitSet();
		for (int i = 0; i < ranges.length; i += 2) {
			bits.set(ranges[i], ranges[i + 1] + 1);
		}
		return bits;
	}

}
