package io.github.wasmpool.bridge;

import java.util.List;

import io.github.wasmpool.binary.ByteWriter;
import io.github.wasmpool.type.ValueType;

/**
 * Instructions of a function of the companion module.
 */
final class Code {

	private static final int EMPTY_BLOCK = 0x40;

	private final ByteWriter bytes = new ByteWriter();

	/**
	 * Begin a function.
	 * @param locals the types of its locals, which follow its parameters
	 */
	Code(List<ValueType> locals) {
		this.bytes.u32(locals.size());
		locals.forEach((type) -> this.bytes.u8(1).type(type));
	}

	Code localGet(int local) {
		return op(0x20, local);
	}

	Code localSet(int local) {
		return op(0x21, local);
	}

	Code i32Const(int value) {
		this.bytes.u8(0x41).s32(value);
		return this;
	}

	Code i32Add() {
		return op(0x6A);
	}

	Code i32Sub() {
		return op(0x6B);
	}

	/**
	 * Load a value from the address on the stack.
	 */
	Code load(ValueType type, int offset) {
		return access(switch (type) {
			case I32 -> 0x28;
			case I64 -> 0x29;
			case F32 -> 0x2A;
			case F64 -> 0x2B;
			case V128, FUNCREF, EXTERNREF -> throw noValue(type);
		}, type, offset);
	}

	/**
	 * Store the value on the stack at the address below it.
	 */
	Code store(ValueType type, int offset) {
		return access(switch (type) {
			case I32 -> 0x36;
			case I64 -> 0x37;
			case F32 -> 0x38;
			case F64 -> 0x39;
			case V128, FUNCREF, EXTERNREF -> throw noValue(type);
		}, type, offset);
	}

	private Code access(int opcode, ValueType type, int offset) {
		int alignment = (type == ValueType.I32 || type == ValueType.F32) ? 2 : 3;
		this.bytes.u8(opcode).u32(alignment).u32(offset);
		return this;
	}

	Code loadByte(int offset) {
		this.bytes.u8(0x2D).u8(0).u32(offset);
		return this;
	}

	Code storeByte(int offset) {
		this.bytes.u8(0x3A).u8(0).u32(offset);
		return this;
	}

	Code call(int function) {
		return op(0x10, function);
	}

	/**
	 * Call the function whose number is on the stack.
	 */
	Code callIndirect(int type) {
		this.bytes.u8(0x11).u32(type).u32(0);
		return this;
	}

	Code tableGet() {
		return op(0x25, 0);
	}

	Code tableSet() {
		return op(0x26, 0);
	}

	Code refIsNull() {
		return op(0xD1);
	}

	Code block() {
		return op(0x02, EMPTY_BLOCK);
	}

	Code loop() {
		return op(0x03, EMPTY_BLOCK);
	}

	/**
	 * Begin what is done if the number on the stack is not zero.
	 */
	Code when() {
		return op(0x04, EMPTY_BLOCK);
	}

	Code branch(int depth) {
		return op(0x0C, depth);
	}

	Code branchIf(int depth) {
		return op(0x0D, depth);
	}

	/**
	 * Branch out of as many blocks as the number on the stack says.
	 * @param targets how many there are; a greater number is taken for the last
	 */
	Code branchTable(int targets) {
		this.bytes.u8(0x0E).u32(targets - 1L);
		for (int target = 0; target < targets; target++) {
			this.bytes.u32(target);
		}
		return this;
	}

	Code unreachable() {
		return op(0x00);
	}

	Code end() {
		return op(0x0B);
	}

	/**
	 * Add an instruction of several bytes, each below 128 if it is a number.
	 */
	Code raw(int... codes) {
		for (int code : codes) {
			this.bytes.u8(code);
		}
		return this;
	}

	private Code op(int opcode) {
		this.bytes.u8(opcode);
		return this;
	}

	private Code op(int opcode, int immediate) {
		this.bytes.u8(opcode).u32(immediate);
		return this;
	}

	/**
	 * End the function.
	 * @return its locals and instructions, with their size
	 */
	ByteWriter finish() {
		end();
		return new ByteWriter().u32(this.bytes.size()).append(this.bytes);
	}

	private static IllegalArgumentException noValue(ValueType type) {
		return new IllegalArgumentException("A value of type " + type + " does not fit into a frame");
	}

}
