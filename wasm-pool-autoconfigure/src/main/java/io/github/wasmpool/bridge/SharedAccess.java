package io.github.wasmpool.bridge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.wasmpool.binary.Code;
import io.github.wasmpool.binary.ModuleWriter;
import io.github.wasmpool.binary.SharedMemoryModule;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.ValueType;

import static io.github.wasmpool.binary.Signatures.PROCEDURE;

/**
 * How Java reaches a memory that instances share, which the binding cannot hand out. Two
 * modules do it, because a module has one memory only: one imports the shared memory and
 * exports {@linkplain SharedPrimitive what can be done with it}; the other has the memory
 * that Java sees, its frame, and does what the frame says with the functions of the
 * first.
 */
public final class SharedAccess {

	/** The name the second module exports its memory by. */
	public static final String FRAME = "frame";

	/**
	 * The name the second module exports the function by that does what the frame says.
	 */
	public static final String ENTER = "enter";

	/** What is to be done on entering: the number of an {@link SharedOperation}. */
	public static final int OPERATION = 0;

	/** The address in the shared memory. */
	public static final int ADDRESS = 8;

	/** The bytes of the block, or the first value. */
	public static final int FIRST = 16;

	/** The second value. */
	public static final int SECOND = 24;

	/** The result. */
	public static final int RESULT = 32;

	/** Where blocks lie. */
	public static final int BLOCK = 65_536;

	/** The most bytes of a block. */
	public static final int BLOCK_SIZE = 65_536;

	private static final int PAGES = 2;

	private static final int I64_BYTES = 8;

	// The locals of a copy
	private static final int AT = 0;

	private static final int REST = 1;

	private static final int TO = 2;

	private static final int VALUES = 3;

	private SharedAccess() {
	}

	/**
	 * Write the module that imports the shared memory. It exports {@link #links()}.
	 * @param memory the memory
	 * @return the binary
	 */
	public static byte[] primitives(MemoryType memory) {
		ModuleWriter module = new ModuleWriter();
		SharedMemoryModule.writeImport(module, memory);
		for (SharedPrimitive each : SharedPrimitive.ALL) {
			module.export(each.name(), each.type(), module.function(each.type(), each.code()));
		}
		return module.toByteArray();
	}

	/**
	 * Return what the first module exports and the second imports.
	 * @return the names, in the order of the imports
	 */
	public static List<String> links() {
		return SharedPrimitive.ALL.stream().map(SharedPrimitive::name).toList();
	}

	/**
	 * Write the module that has the frame. It imports {@link #links()}.
	 * @return the binary
	 */
	public static byte[] operations() {
		ModuleWriter module = new ModuleWriter();
		for (SharedPrimitive each : SharedPrimitive.ALL) {
			module.importing(SharedMemoryModule.MODULE, each.name(), each.type());
		}
		int first = SharedPrimitive.ALL.size();
		int count = SharedOperation.values().length;
		for (SharedOperation each : SharedOperation.values()) {
			module.function(PROCEDURE, code(each));
		}
		MemoryType frame = new MemoryType(PAGES, PAGES, false);
		module.memory(frame);
		module.export(FRAME, frame, 0);
		module.export(ENTER, PROCEDURE, module.function(PROCEDURE, new Code().callOneOf(OPERATION, first, count)));
		return module.toByteArray();
	}

	private static Code code(SharedOperation operation) {
		return switch (operation) {
			case READ -> read();
			case WRITE -> write();
			default -> once(SharedPrimitive.of(operation));
		};
	}

	/**
	 * Call a function with the address and the values in the frame.
	 */
	private static Code once(SharedPrimitive primitive) {
		List<ValueType> params = primitive.type().params();
		List<ValueType> results = primitive.type().results();
		Code code = new Code();
		if (!results.isEmpty()) {
			code.i32Const(0);
		}
		for (int i = 0; i < params.size(); i++) {
			code.i32Const(0).load(params.get(i), ADDRESS + i * I64_BYTES);
		}
		code.call(primitive.index());
		return results.isEmpty() ? code : code.store(results.get(0), RESULT);
	}

	/**
	 * Copy a block out of the shared memory: the wider, the fewer calls.
	 */
	private static Code read() {
		Code code = beginCopy();
		code.block().loop();
		leaveUnless(code, SharedPrimitive.WIDE_BYTES);
		code.localGet(AT).call(SharedPrimitive.GET.index());
		for (int i = SharedPrimitive.WIDTH - 1; i >= 0; i--) {
			code.localSet(VALUES + i);
		}
		for (int i = 0; i < SharedPrimitive.WIDTH; i++) {
			code.localGet(TO).localGet(VALUES + i).store(ValueType.I64, BLOCK + i * I64_BYTES);
		}
		repeat(code, SharedPrimitive.WIDE_BYTES);
		code.block().loop();
		leaveUnless(code, I64_BYTES);
		code.localGet(TO).localGet(AT).call(SharedPrimitive.GET_LONG.index()).store(ValueType.I64, BLOCK);
		repeat(code, I64_BYTES);
		code.block().loop();
		leaveUnless(code, 1);
		code.localGet(TO).localGet(AT).call(SharedPrimitive.GET_BYTE.index()).storeByte(BLOCK);
		return repeat(code, 1);
	}

	private static Code write() {
		Code code = beginCopy();
		code.block().loop();
		leaveUnless(code, SharedPrimitive.WIDE_BYTES);
		code.localGet(AT);
		for (int i = 0; i < SharedPrimitive.WIDTH; i++) {
			code.localGet(TO).load(ValueType.I64, BLOCK + i * I64_BYTES);
		}
		code.call(SharedPrimitive.PUT.index());
		repeat(code, SharedPrimitive.WIDE_BYTES);
		code.block().loop();
		leaveUnless(code, I64_BYTES);
		code.localGet(AT).localGet(TO).load(ValueType.I64, BLOCK).call(SharedPrimitive.PUT_LONG.index());
		repeat(code, I64_BYTES);
		code.block().loop();
		leaveUnless(code, 1);
		code.localGet(AT).localGet(TO).loadByte(BLOCK).call(SharedPrimitive.PUT_BYTE.index());
		return repeat(code, 1);
	}

	private static Code beginCopy() {
		List<ValueType> locals = new ArrayList<>(List.of(ValueType.I32, ValueType.I32, ValueType.I32));
		locals.addAll(Collections.nCopies(SharedPrimitive.WIDTH, ValueType.I64));
		Code code = new Code(locals);
		code.i32Const(0).load(ValueType.I32, ADDRESS).localSet(AT);
		return code.i32Const(0).load(ValueType.I32, FIRST).localSet(REST);
	}

	/**
	 * Leave the loop, and the block around it, if fewer bytes are left.
	 */
	private static void leaveUnless(Code code, int bytes) {
		code.localGet(REST).i32Const(bytes).i32LessThan().branchIf(1);
	}

	private static Code repeat(Code code, int bytes) {
		code.add(AT, bytes).add(TO, bytes).add(REST, -bytes);
		return code.branch(0).end().end();
	}

}
