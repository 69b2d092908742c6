package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ValueType;
import run.endive.wasm.types.OpCode;

/**
 * Makes the imported functions of a module its own: each becomes a function that calls
 * through a table, and another function fills that table. The module can then be
 * instantiated before there is anything to import, and linked afterwards.
 */
final class InternalImports {

	private static final FunctionType BIND = FunctionType.of(List.of(ValueType.I32, ValueType.FUNCREF), List.of());

	private final List<ImportType> functions = new ArrayList<>();

	private final List<Integer> types = new ArrayList<>();

	/**
	 * Note an imported function.
	 * @param function the import
	 * @param type the index of its type
	 */
	void add(ImportType function, int type) {
		this.functions.add(function);
		this.types.add(type);
	}

	boolean isEmpty() {
		return this.functions.isEmpty();
	}

	List<ImportType> functions() {
		return List.copyOf(this.functions);
	}

	/**
	 * Add the functions, the table and the function that fills it: it takes the number of
	 * an import and what is to be called for it.
	 * @param additions what is added to the module
	 * @return the index of that function
	 */
	int addTo(Additions additions) {
		int table = additions.table(this.functions.size());
		for (int i = 0; i < this.functions.size(); i++) {
			ByteWriter body = new ByteWriter().u8(0);
			int params = ((FunctionType) this.functions.get(i).type()).params().size();
			for (int param = 0; param < params; param++) {
				body.u8(OpCode.LOCAL_GET.opcode()).u32(param);
			}
			body.u8(OpCode.I32_CONST.opcode()).s32(i);
			body.u8(OpCode.CALL_INDIRECT.opcode()).u32(this.types.get(i)).u32(table);
			additions.replaceImport(this.types.get(i), body);
		}
		ByteWriter bind = new ByteWriter().u8(0)
			.u8(OpCode.LOCAL_GET.opcode())
			.u8(0)
			.u8(OpCode.LOCAL_GET.opcode())
			.u8(1)
			.u8(OpCode.TABLE_SET.opcode())
			.u32(table);
		return additions.function(BIND, bind);
	}

}
