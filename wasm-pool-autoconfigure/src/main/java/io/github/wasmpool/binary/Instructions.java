package io.github.wasmpool.binary;

import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.WasmEncoding;

/**
 * How the immediates of each instruction are encoded, which is the knowledge of a
 * library.
 */
final class Instructions {

	static final int MISC = 0xFC;

	static final int SIMD = 0xFD;

	static final int ATOMICS = 0xFE;

	private static final int OF_EACH = 256;

	/** Those of one byte, then those behind each of the three prefixes. */
	private static final WasmEncoding[] @Nullable [] IMMEDIATES = new WasmEncoding[4 * OF_EACH][];

	static {
		for (OpCode opcode : OpCode.values()) {
			int code = opcode.opcode();
			boolean prefixed = isPrefix(code >> 8);
			if (prefixed || (code < OF_EACH && Feature.ofInstruction(code) == null)) {
				IMMEDIATES[place(prefixed ? code >> 8 : code, code & 0xFF)] = OpCode.signature(opcode)
					.toArray(WasmEncoding[]::new);
			}
		}
	}

	private Instructions() {
	}

	static boolean isPrefix(int opcode) {
		return opcode >= MISC && opcode <= ATOMICS;
	}

	private static int place(int opcode, int code) {
		return isPrefix(opcode) ? (opcode - MISC + 1) * OF_EACH + code : opcode;
	}

	/**
	 * Return what follows an instruction.
	 * @param opcode its first byte, which was read
	 * @param reader where its second part follows, if the first is a prefix
	 * @param offset where the instruction begins
	 * @return the encodings of its immediates
	 */
	static WasmEncoding[] immediates(int opcode, ByteReader reader, int offset) {
		boolean prefixed = isPrefix(opcode);
		long code = prefixed ? reader.u32() : opcode;
		WasmEncoding[] immediates = (code < OF_EACH) ? IMMEDIATES[place(opcode, (int) code)] : null;
		if (immediates != null) {
			return immediates;
		}
		Feature feature = prefixed ? Feature.ofInstruction(opcode, code) : Feature.ofInstruction(opcode);
		if (feature != null) {
			throw feature.refusal(offset);
		}
		throw reader.malformedAt(offset, "the unknown instruction 0x" + Integer.toHexString(opcode)
				+ (prefixed ? " 0x" + Long.toHexString(code) : ""));
	}

}
