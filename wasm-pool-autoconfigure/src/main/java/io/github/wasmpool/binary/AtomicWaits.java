package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import run.endive.wasm.types.OpCode;

/**
 * The instructions of a module that wait for a notification. The engine waits in native
 * code, where nothing reaches it: no deadline would end a guest that waits for ever. So
 * each becomes a call of an added function that waits for a short time again and again,
 * and in between the guest's time can be found to be up.
 *
 * <p>
 * A waiter that was notified between two waits finds another value than it expects; that
 * counts as being notified.
 */
final class AtomicWaits {

	/** The longest single wait. */
	private static final long SLICE_NANOS = 10_000_000;

	/** What the instruction returns when its time is up. */
	private static final int TIMED_OUT = 2;

	private static final int NONE = -1;

	private final List<AtomicWait> waits;

	AtomicWaits(List<AtomicWait> waits) {
		this.waits = List.copyOf(waits);
	}

	/**
	 * Add the functions that wait, where they are needed, and call them.
	 * @param additions what is added to the module
	 * @param patches what is replaced in it
	 */
	void addTo(ModuleWriter additions, CodePatches patches) {
		int function32 = this.waits.stream().allMatch(AtomicWait::wide) ? NONE
				: function(additions, ValueType.I32, OpCode.MEM_ATOMIC_WAIT32, 2);
		int function64 = this.waits.stream().noneMatch(AtomicWait::wide) ? NONE
				: function(additions, ValueType.I64, OpCode.MEM_ATOMIC_WAIT64, 3);
		for (AtomicWait wait : this.waits) {
			patches.replace(wait.start(), wait.end(),
					new Code().i32Const((int) wait.offset()).call(wait.wide() ? function64 : function32));
		}
	}

	private static int function(ModuleWriter additions, ValueType value, OpCode wait, int alignment) {
		int address = 0;
		int expected = 1;
		int timeout = 2;
		int offset = 3;
		int slice = 4;
		int result = 5;
		int again = 6;
		Code code = new Code(ValueType.I64, ValueType.I32, ValueType.I32);
		// Past the end of all addresses: what the instruction itself would trap with
		code.localGet(address).localGet(offset).i32Add().localTee(offset);
		code.localGet(address).i32LessThan().when();
		code.i32Const(-1).access(OpCode.I32_LOAD, 0, 0xFFFF_FFFFL).op(OpCode.DROP).end();
		code.loop();
		// A negative timeout is none, and as an unsigned number longer than any slice
		code.i64Const(SLICE_NANOS).localGet(timeout).localGet(timeout).i64Const(SLICE_NANOS);
		code.op(OpCode.I64_GT_U, OpCode.SELECT).localSet(slice);
		code.localGet(offset).localGet(expected).localGet(slice).access(wait, alignment, 0);
		code.localTee(result).i32Const(TIMED_OUT).op(OpCode.I32_NE).when();
		code.localGet(result).localGet(again).op(OpCode.I32_EQZ, OpCode.I32_AND, OpCode.RETURN).end();
		code.localGet(timeout).i64Const(0).op(OpCode.I64_GE_S).when();
		code.localGet(timeout).localGet(slice).op(OpCode.I64_SUB).localTee(timeout).op(OpCode.I64_EQZ).when();
		code.i32Const(TIMED_OUT).op(OpCode.RETURN).end().end();
		code.i32Const(1).localSet(again).branch(0).end().unreachable();
		return additions.function(
				FunctionType.of(List.of(ValueType.I32, value, ValueType.I64, ValueType.I32), List.of(ValueType.I32)),
				code);
	}

	/**
	 * An instruction that waits.
	 *
	 * @param start where it begins in the file
	 * @param end where the next one begins
	 * @param wide whether it waits at 64 bits
	 * @param offset what it adds to the address
	 */
	record AtomicWait(int start, int end, boolean wide, long offset) {

	}

}
