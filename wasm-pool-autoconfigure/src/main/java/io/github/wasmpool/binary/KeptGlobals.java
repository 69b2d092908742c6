package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ValueType;
import run.endive.wasm.types.OpCode;

/**
 * The mutable globals of a module, hidden ones included, each with a second global that
 * remembers its value. Three functions are added: one saves all values, one puts the
 * saved ones back, one returns all values as bits.
 */
final class KeptGlobals {

	/** Real modules have 47 at most. */
	static final int MOST = 256;

	private static final FunctionType PROCEDURE = FunctionType.of(List.of(), List.of());

	private static final int F32_BITS = 0xBC;

	private static final int F64_BITS = 0xBD;

	private static final int WIDEN = 0xAD;

	private static final int SIMD = 0xFD;

	private static final int LANE_OF_I64 = 0x1D;

	private final List<Kept> kept = new ArrayList<>();

	/**
	 * Find the globals.
	 * @param declarations what the module declares
	 */
	KeptGlobals(Declarations declarations) {
		for (int i = 0; i < declarations.globals().size(); i++) {
			GlobalType type = declarations.globals().get(i);
			if (type.mutable()) {
				this.kept.add(new Kept(i, type.type()));
			}
		}
	}

	/**
	 * Whether there are more than are kept.
	 */
	static boolean tooMany(Declarations declarations) {
		return declarations.globals().stream().filter(GlobalType::mutable).count() > MOST;
	}

	/**
	 * Keep a global that is added to the module.
	 * @param index its index
	 * @param type its type
	 */
	void add(int index, ValueType type) {
		this.kept.add(new Kept(index, type));
	}

	/**
	 * Add what keeps the globals, unless there is none.
	 * @param callables gets the numbers of the functions
	 * @param additions what is added to the module
	 */
	void addTo(Callables callables, Additions additions) {
		if (this.kept.isEmpty()) {
			return;
		}
		ByteWriter save = new ByteWriter().u8(0);
		ByteWriter restore = new ByteWriter().u8(0);
		ByteWriter read = new ByteWriter().u8(0);
		int values = 0;
		for (Kept global : this.kept) {
			int shadow = additions.global(global.type(), 0);
			copy(save, global.index(), shadow);
			copy(restore, shadow, global.index());
			values += read(read, global);
		}
		FunctionType bits = FunctionType.of(List.of(), Collections.nCopies(values, ValueType.I64));
		callables.addKeptGlobals(new Accessors(additions.function(PROCEDURE, save),
				additions.function(PROCEDURE, restore), additions.function(bits, read), bits));
	}

	private static void copy(ByteWriter code, int from, int to) {
		code.u8(OpCode.GLOBAL_GET.opcode()).u32(from).u8(OpCode.GLOBAL_SET.opcode()).u32(to);
	}

	/**
	 * Write the instructions that return a global's value as bits; of a reference, only
	 * whether it is null.
	 * @return how many values of 64 bits they are
	 */
	private static int read(ByteWriter code, Kept global) {
		code.u8(OpCode.GLOBAL_GET.opcode()).u32(global.index());
		switch (global.type()) {
			case I32 -> code.u8(WIDEN);
			case I64 -> {
				return 1;
			}
			case F32 -> code.u8(F32_BITS).u8(WIDEN);
			case F64 -> code.u8(F64_BITS);
			case V128 -> {
				code.u8(SIMD).u8(LANE_OF_I64).u8(0);
				code.u8(OpCode.GLOBAL_GET.opcode()).u32(global.index()).u8(SIMD).u8(LANE_OF_I64).u8(1);
				return 2;
			}
			case FUNCREF, EXTERNREF -> code.u8(OpCode.REF_IS_NULL.opcode()).u8(WIDEN);
		}
		return 1;
	}

	private record Kept(int index, ValueType type) {

	}

	/**
	 * The functions by their indexes in the module.
	 *
	 * @param save saves all values
	 * @param restore puts the saved values back
	 * @param read returns all values
	 * @param bits the type of the latter
	 */
	record Accessors(int save, int restore, int read, FunctionType bits) {

		FunctionType procedure() {
			return PROCEDURE;
		}

	}

}
