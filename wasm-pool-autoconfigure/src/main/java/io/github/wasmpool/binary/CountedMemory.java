package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.ValueType;
import run.endive.wasm.types.OpCode;

import static io.github.wasmpool.binary.Signatures.GROW;

/**
 * A memory that has more pages than its guest is told. The size the guest sees is counted
 * in a global that is added: growth within the reserve changes that number and nothing
 * else, so that it can be undone. What goes beyond the reserve makes the memory grow.
 */
final class CountedMemory {

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
	CountedMemory(MemoryType memory, List<SizeInstruction> sizes, ModuleWriter additions, CodePatches patches) {
		this.global = additions.global(ValueType.I32, memory.minPages());
		this.grow = additions.function(GROW, growBody());
		for (SizeInstruction size : sizes) {
			patches.replace(size.start(), size.end(), size.grows() ? new Code().call(this.grow) : size());
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
	 */
	Code size() {
		return new Code().globalGet(this.global);
	}

	private Code growBody() {
		int delta = 0;
		int old = 1;
		int beyond = 2;
		Code code = new Code(ValueType.I32, ValueType.I32);
		code.globalGet(this.global).localTee(old).localGet(delta).i32Add().localTee(beyond);
		// More pages than a number can hold
		code.localGet(old).i32LessThan().when().i32Const(-1).op(OpCode.RETURN).end();
		code.localGet(beyond).op(OpCode.MEMORY_SIZE).raw(0).op(OpCode.I32_GT_U).when();
		code.localGet(beyond).op(OpCode.MEMORY_SIZE).raw(0).i32Sub().op(OpCode.MEMORY_GROW).raw(0);
		code.i32Const(-1).op(OpCode.I32_EQ).when().i32Const(-1).op(OpCode.RETURN).end().end();
		return code.localGet(beyond).globalSet(this.global).localGet(old);
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
