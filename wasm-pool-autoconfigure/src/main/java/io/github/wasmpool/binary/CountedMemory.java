package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.ValueType;
import run.endive.wasm.types.OpCode;

/**
 * A memory that has more pages than its guest is told. The size the guest sees is counted
 * in a global that is added: growth within the reserve changes that number and nothing
 * else, so that it can be undone. What goes beyond the reserve makes the memory grow.
 */
final class CountedMemory {

	private static final FunctionType GROW = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));

	private static final int EMPTY_BLOCK = 0x40;

	private final int global;

	private final int grow;

	/**
	 * Add the global and the function that grows the memory, and put them into the place
	 * of the instructions.
	 * @param memory the memory as the guest is told
	 * @param sizes the instructions that ask for its size or change it
	 * @param additions what is added to the module
	 * @param patches what is replaced in it
	 */
	CountedMemory(MemoryType memory, List<SizeInstruction> sizes, Additions additions, CodePatches patches) {
		this.global = additions.global(ValueType.I32, memory.minPages());
		this.grow = additions.function(GROW, growBody());
		for (SizeInstruction size : sizes) {
			patches.replace(size.start(), size.end(),
					size.grows() ? op(new ByteWriter(), OpCode.CALL).u32(this.grow) : get(new ByteWriter()));
		}
	}

	/**
	 * Return the index of the global that counts the pages.
	 */
	int global() {
		return this.global;
	}

	/**
	 * Return the index of the function that does what {@code memory.grow} does.
	 */
	int grow() {
		return this.grow;
	}

	/**
	 * Write the instruction that returns the counted pages.
	 * @param code where to write it
	 * @return the same
	 */
	ByteWriter get(ByteWriter code) {
		return op(code, OpCode.GLOBAL_GET).u32(this.global);
	}

	private ByteWriter growBody() {
		int delta = 0;
		int old = 1;
		int beyond = 2;
		ByteWriter body = new ByteWriter().u8(1).u8(2).type(ValueType.I32);
		op(get(body), OpCode.LOCAL_TEE).u8(old);
		op(body, OpCode.LOCAL_GET).u8(delta);
		op(body, OpCode.I32_ADD, OpCode.LOCAL_TEE).u8(beyond);
		// More pages than a number can hold
		op(body, OpCode.LOCAL_GET).u8(old);
		op(body, OpCode.I32_LT_U, OpCode.IF).u8(EMPTY_BLOCK);
		op(body, OpCode.I32_CONST).s32(-1);
		op(body, OpCode.RETURN, OpCode.END);
		op(body, OpCode.LOCAL_GET).u8(beyond);
		op(body, OpCode.MEMORY_SIZE).u8(0);
		op(body, OpCode.I32_GT_U, OpCode.IF).u8(EMPTY_BLOCK);
		op(body, OpCode.LOCAL_GET).u8(beyond);
		op(body, OpCode.MEMORY_SIZE).u8(0);
		op(body, OpCode.I32_SUB, OpCode.MEMORY_GROW).u8(0);
		op(body, OpCode.I32_CONST).s32(-1);
		op(body, OpCode.I32_EQ, OpCode.IF).u8(EMPTY_BLOCK);
		op(body, OpCode.I32_CONST).s32(-1);
		op(body, OpCode.RETURN, OpCode.END, OpCode.END);
		op(body, OpCode.LOCAL_GET).u8(beyond);
		op(body, OpCode.GLOBAL_SET).u32(this.global);
		return op(body, OpCode.LOCAL_GET).u8(old);
	}

	private static ByteWriter op(ByteWriter body, OpCode... codes) {
		for (OpCode code : codes) {
			body.u8(code.opcode());
		}
		return body;
	}

	/**
	 * An instruction that asks for the size of the memory or changes it.
	 *
	 * @param start where it begins in the file
	 * @param end where the next one begins
	 * @param grows whether it changes the size
	 */
	record SizeInstruction(int start, int end, boolean grows) {

	}

}
