package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ValueType;
import run.endive.wasm.types.OpCode;

import static io.github.wasmpool.binary.Signatures.PROCEDURE;

/**
 * The mutable globals of a module, hidden ones included, each with a second global that
 * remembers its value. Three functions are added: one saves all values, one puts the
 * saved ones back, one returns all values as bits. Where the module is compiled apart
 * from its state, a fourth sets all values.
 */
final class KeptGlobals {

	/** Real modules have 47 at most. */
	static final int MOST = 256;

	private static final int NONE = -1;

	private final List<Kept> kept = new ArrayList<>();

	private int counted = NONE;

	private int changes = NONE;

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
	 * Keep the global that counts the pages of the memory.
	 * @param index its index
	 */
	void addCounted(int index) {
		this.kept.add(new Kept(index, ValueType.I32));
		this.counted = index;
	}

	/**
	 * Keep the global that notes {@link LastingChanges}.
	 * @param index its index
	 */
	void addChanges(int index) {
		this.kept.add(new Kept(index, ValueType.I32));
		this.changes = index;
	}

	/**
	 * Add what keeps the globals, unless there is none.
	 * @param callables gets the numbers of the functions
	 * @param additions what is added to the module
	 * @param settable whether all values can be set, which are numbers then
	 */
	void addTo(Callables callables, ModuleWriter additions, boolean settable) {
		if (this.kept.isEmpty()) {
			return;
		}
		Code save = new Code();
		Code restore = new Code();
		Code read = new Code();
		Code write = new Code();
		int values = 0;
		int counted = NONE;
		int changes = NONE;
		for (Kept global : this.kept) {
			int shadow = additions.global(global.type(), 0);
			save.globalGet(global.index()).globalSet(shadow);
			restore.globalGet(shadow).globalSet(global.index());
			counted = (global.index() == this.counted) ? values : counted;
			changes = (global.index() == this.changes) ? values : changes;
			if (settable) {
				write(write, values, global);
			}
			values += read(read, global);
		}
		FunctionType bits = FunctionType.of(List.of(), Collections.nCopies(values, ValueType.I64));
		callables.addKeptGlobals(additions.function(PROCEDURE, save), additions.function(PROCEDURE, restore),
				additions.function(bits, read), bits, counted, changes);
		if (settable) {
			FunctionType set = FunctionType.of(bits.results(), List.of());
			callables.addGlobalsSetter(additions.function(set, write), set);
		}
	}

	/**
	 * Write the instructions that set a global, a number, from bits.
	 */
	private static void write(Code code, int local, Kept global) {
		code.localGet(local);
		switch (global.type()) {
			case I32 -> code.op(OpCode.I32_WRAP_I64);
			case F32 -> code.op(OpCode.I32_WRAP_I64, OpCode.F32_REINTERPRET_I32);
			case F64 -> code.op(OpCode.F64_REINTERPRET_I64);
			case I64 -> {
			}
			case V128, FUNCREF, EXTERNREF -> throw new IllegalArgumentException("No bits make a " + global.type());
		}
		code.globalSet(global.index());
	}

	/**
	 * Write the instructions that return a global's value as bits; of a reference, only
	 * whether it is null.
	 * @return how many values of 64 bits they are
	 */
	private static int read(Code code, Kept global) {
		code.globalGet(global.index());
		switch (global.type()) {
			case I32 -> code.op(OpCode.I64_EXTEND_I32_U);
			case I64 -> {
				return 1;
			}
			case F32 -> code.op(OpCode.I32_REINTERPRET_F32, OpCode.I64_EXTEND_I32_U);
			case F64 -> code.op(OpCode.I64_REINTERPRET_F64);
			case V128 -> {
				code.op(OpCode.I64x2_EXTRACT_LANE).raw(0);
				code.globalGet(global.index()).op(OpCode.I64x2_EXTRACT_LANE).raw(1);
				return 2;
			}
			case FUNCREF, EXTERNREF -> code.refIsNull().op(OpCode.I64_EXTEND_I32_U);
		}
		return 1;
	}

	private record Kept(int index, ValueType type) {

	}

}
