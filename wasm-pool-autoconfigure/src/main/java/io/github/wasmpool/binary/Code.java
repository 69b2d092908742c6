package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.type.ValueType;
import run.endive.wasm.types.OpCode;

/**
 * The instructions of a function, or some of them. Not thread-safe.
 */
public final class Code {

	private static final int EMPTY_BLOCK = 0x40;

	private static final int V128_BYTES = 16;

	private final List<ValueType> locals;

	private final ByteWriter bytes = new ByteWriter();

	/**
	 * Begin a function.
	 * @param locals the types of its locals, which follow its parameters
	 */
	public Code(ValueType... locals) {
		this(List.of(locals));
	}

	/**
	 * Begin a function.
	 * @param locals the types of its locals, which follow its parameters
	 */
	public Code(List<ValueType> locals) {
		this.locals = List.copyOf(locals);
	}

	public Code localGet(int local) {
		return op(OpCode.LOCAL_GET, local);
	}

	public Code localSet(int local) {
		return op(OpCode.LOCAL_SET, local);
	}

	Code localTee(int local) {
		return op(OpCode.LOCAL_TEE, local);
	}

	Code globalGet(int global) {
		return op(OpCode.GLOBAL_GET, global);
	}

	Code globalSet(int global) {
		return op(OpCode.GLOBAL_SET, global);
	}

	public Code i32Const(int value) {
		op(OpCode.I32_CONST).bytes.signed(value);
		return this;
	}

	Code i64Const(long value) {
		op(OpCode.I64_CONST).bytes.signed(value);
		return this;
	}

	/**
	 * Write a constant.
	 * @param type its type
	 * @param value its value, if it is an {@code i32}; others are zero, or no reference
	 */
	Code constant(ValueType type, int value) {
		return switch (type) {
			case I32 -> i32Const(value);
			case I64 -> i64Const(0);
			case F32 -> op(OpCode.F32_CONST).raw(new int[Float.BYTES]);
			case F64 -> op(OpCode.F64_CONST).raw(new int[Double.BYTES]);
			case V128 -> op(OpCode.V128_CONST).raw(new int[V128_BYTES]);
			case FUNCREF, EXTERNREF -> {
				op(OpCode.REF_NULL).bytes.type(type);
				yield this;
			}
		};
	}

	public Code i32Add() {
		return op(OpCode.I32_ADD);
	}

	public Code i32Sub() {
		return op(OpCode.I32_SUB);
	}

	/**
	 * Add a number to a local of the type {@code i32}.
	 * @param local the local
	 * @param number what is added
	 * @return this
	 */
	public Code add(int local, int number) {
		return localGet(local).i32Const(number).i32Add().localSet(local);
	}

	/**
	 * Compare the numbers on the stack, without their signs.
	 * @return this
	 */
	public Code i32LessThan() {
		return op(OpCode.I32_LT_U);
	}

	/**
	 * Load a value from the address on the stack.
	 * @param type its type
	 * @param offset what is added to the address
	 * @return this
	 */
	public Code load(ValueType type, int offset) {
		return access(switch (type) {
			case I32 -> OpCode.I32_LOAD;
			case I64 -> OpCode.I64_LOAD;
			case F32 -> OpCode.F32_LOAD;
			case F64 -> OpCode.F64_LOAD;
			case V128, FUNCREF, EXTERNREF -> throw noValue(type);
		}, alignment(type), offset);
	}

	/**
	 * Store the value on the stack at the address below it.
	 * @param type its type
	 * @param offset what is added to the address
	 * @return this
	 */
	public Code store(ValueType type, int offset) {
		return access(switch (type) {
			case I32 -> OpCode.I32_STORE;
			case I64 -> OpCode.I64_STORE;
			case F32 -> OpCode.F32_STORE;
			case F64 -> OpCode.F64_STORE;
			case V128, FUNCREF, EXTERNREF -> throw noValue(type);
		}, alignment(type), offset);
	}

	public Code loadByte(int offset) {
		return access(OpCode.I32_LOAD8_U, 0, offset);
	}

	public Code storeByte(int offset) {
		return access(OpCode.I32_STORE8, 0, offset);
	}

	/**
	 * Access the memory.
	 * @param opcode how
	 * @param alignment the power of two that the address is a multiple of
	 * @param offset what is added to the address
	 */
	Code access(OpCode opcode, int alignment, long offset) {
		op(opcode).bytes.u8(alignment).u32(offset);
		return this;
	}

	private static int alignment(ValueType type) {
		return (type == ValueType.I32 || type == ValueType.F32) ? 2 : 3;
	}

	public Code call(int function) {
		return op(OpCode.CALL, function);
	}

	/**
	 * Call the function whose number is on the stack.
	 * @param type the index of its type
	 * @param table the index of the table that holds it
	 * @return this
	 */
	public Code callIndirect(int type, int table) {
		op(OpCode.CALL_INDIRECT, type).bytes.u32(table);
		return this;
	}

	public Code tableGet(int table) {
		return op(OpCode.TABLE_GET, table);
	}

	public Code tableSet(int table) {
		return op(OpCode.TABLE_SET, table);
	}

	public Code refIsNull() {
		return op(OpCode.REF_IS_NULL);
	}

	public Code block() {
		return op(OpCode.BLOCK, EMPTY_BLOCK);
	}

	public Code loop() {
		return op(OpCode.LOOP, EMPTY_BLOCK);
	}

	/**
	 * Begin what is done if the number on the stack is not zero.
	 * @return this
	 */
	public Code when() {
		return op(OpCode.IF, EMPTY_BLOCK);
	}

	public Code branch(int depth) {
		return op(OpCode.BR, depth);
	}

	public Code branchIf(int depth) {
		return op(OpCode.BR_IF, depth);
	}

	/**
	 * Call one of several functions without parameters and results: the one whose number
	 * lies in the memory, or the last if there is no such.
	 * @param address where the number lies
	 * @param first the index of the function with the number 0
	 * @param count how many there are, one or more
	 * @return this
	 */
	public Code callOneOf(int address, int first, int count) {
		block();
		for (int i = 0; i < count; i++) {
			block();
		}
		i32Const(0).load(ValueType.I32, address).op(OpCode.BR_TABLE, count - 1);
		for (int i = 0; i < count; i++) {
			this.bytes.u32(i);
		}
		for (int i = 0; i < count; i++) {
			end().call(first + i).branch(count - 1 - i);
		}
		return end();
	}

	public Code unreachable() {
		return op(OpCode.UNREACHABLE);
	}

	public Code end() {
		return op(OpCode.END);
	}

	/**
	 * Write bytes as they are.
	 * @param bytes the bytes, 0 to 255 each
	 * @return this
	 */
	public Code raw(int... bytes) {
		for (int each : bytes) {
			this.bytes.u8(each);
		}
		return this;
	}

	/**
	 * Write instructions without immediates.
	 */
	Code op(OpCode... codes) {
		for (OpCode each : codes) {
			int code = each.opcode();
			if (code > 0xFF) {
				this.bytes.u8(code >> 8).u32(code & 0xFF);
			}
			else {
				this.bytes.u8(code);
			}
		}
		return this;
	}

	private Code op(OpCode code, int immediate) {
		op(code).bytes.u32(immediate);
		return this;
	}

	void writeInstructions(ByteWriter writer) {
		writer.append(this.bytes);
	}

	/**
	 * Write the whole function: its size, its locals, its instructions and its end.
	 */
	void writeTo(ByteWriter writer) {
		ByteWriter declared = new ByteWriter().u32(this.locals.size());
		this.locals.forEach((type) -> declared.u8(1).type(type));
		writer.u32((long) declared.size() + this.bytes.size() + 1).append(declared).append(this.bytes);
		writer.u8(OpCode.END.opcode());
	}

	private static IllegalArgumentException noValue(ValueType type) {
		return new IllegalArgumentException("A value of type " + type + " does not fit into a frame");
	}

}
