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
	void addTo(Additions additions, CodePatches patches) {
		int thunk32 = this.waits.stream().allMatch(AtomicWait::wide) ? NONE
				: thunk(additions, ValueType.I32, OpCode.MEM_ATOMIC_WAIT32, 2);
		int thunk64 = this.waits.stream().noneMatch(AtomicWait::wide) ? NONE
				: thunk(additions, ValueType.I64, OpCode.MEM_ATOMIC_WAIT64, 3);
		for (AtomicWait wait : this.waits) {
			ByteWriter call = new ByteWriter().u8(OpCode.I32_CONST.opcode()).s32((int) wait.offset());
			call.u8(OpCode.CALL.opcode()).u32(wait.wide() ? thunk64 : thunk32);
			patches.replace(wait.start(), wait.end(), call);
		}
	}

	private static int thunk(Additions additions, ValueType value, OpCode wait, int alignment) {
		int address = 0;
		int expected = 1;
		int timeout = 2;
		int offset = 3;
		int slice = 4;
		int result = 5;
		int again = 6;
		ByteWriter body = new ByteWriter().u8(2).u8(1).type(ValueType.I64).u8(2).type(ValueType.I32);
		// Past the end of all addresses: what the instruction itself would trap with
		get(body, address);
		get(body, offset);
		op(body, OpCode.I32_ADD);
		tee(body, offset);
		get(body, address);
		op(body, OpCode.I32_LT_U, OpCode.IF).u8(0x40);
		i32(body, -1);
		op(body, OpCode.I32_LOAD).u8(0).u32(0xFFFF_FFFFL);
		op(body, OpCode.DROP, OpCode.END);
		op(body, OpCode.LOOP).u8(0x40);
		// A negative timeout is none, and as an unsigned number longer than any slice
		nanos(body);
		get(body, timeout);
		get(body, timeout);
		nanos(body);
		op(body, OpCode.I64_GT_U, OpCode.SELECT);
		set(body, slice);
		get(body, offset);
		get(body, expected);
		get(body, slice);
		body.u8(wait.opcode() >> 8).u32(wait.opcode() & 0xFF).u8(alignment).u8(0);
		tee(body, result);
		i32(body, 2);
		op(body, OpCode.I32_NE, OpCode.IF).u8(0x40);
		get(body, result);
		get(body, again);
		op(body, OpCode.I32_EQZ, OpCode.I32_AND, OpCode.RETURN, OpCode.END);
		get(body, timeout);
		op(body, OpCode.I64_CONST).u8(0);
		op(body, OpCode.I64_GE_S, OpCode.IF).u8(0x40);
		get(body, timeout);
		get(body, slice);
		op(body, OpCode.I64_SUB);
		tee(body, timeout);
		op(body, OpCode.I64_EQZ, OpCode.IF).u8(0x40);
		i32(body, 2);
		op(body, OpCode.RETURN, OpCode.END, OpCode.END);
		i32(body, 1);
		set(body, again);
		op(body, OpCode.BR).u8(0);
		op(body, OpCode.END, OpCode.UNREACHABLE);
		return additions.function(
				FunctionType.of(List.of(ValueType.I32, value, ValueType.I64, ValueType.I32), List.of(ValueType.I32)),
				body);
	}

	private static void get(ByteWriter body, int local) {
		op(body, OpCode.LOCAL_GET).u8(local);
	}

	private static void set(ByteWriter body, int local) {
		op(body, OpCode.LOCAL_SET).u8(local);
	}

	private static void tee(ByteWriter body, int local) {
		op(body, OpCode.LOCAL_TEE).u8(local);
	}

	private static void i32(ByteWriter body, int value) {
		op(body, OpCode.I32_CONST).s32(value);
	}

	private static void nanos(ByteWriter body) {
		op(body, OpCode.I64_CONST).s32((int) SLICE_NANOS);
	}

	private static ByteWriter op(ByteWriter body, OpCode... codes) {
		for (OpCode code : codes) {
			body.u8(code.opcode());
		}
		return body;
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
