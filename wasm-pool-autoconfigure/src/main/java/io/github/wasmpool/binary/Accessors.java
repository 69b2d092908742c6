package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ValueType;
import run.endive.wasm.types.OpCode;

/**
 * The functions that read and write exported globals, to be appended to a module. The
 * engine's own way to a global takes a linker and five times as long.
 */
final class Accessors {

	private final Map<Signature, Integer> types = new LinkedHashMap<>();

	private final List<Accessor> functions = new ArrayList<>();

	Accessors(Declarations declarations, ReservedNames names) {
		for (int i = 0; i < declarations.exports().size(); i++) {
			ExportType export = declarations.exports().get(i);
			if (export.type() instanceof GlobalType global && global.type().isNumeric()) {
				int index = declarations.exportIndexes().get(i);
				add(names.getter(export.name()), new Signature(global.type(), false), index);
				if (global.mutable()) {
					add(names.setter(export.name()), new Signature(global.type(), true), index);
				}
			}
		}
	}

	private void add(String name, Signature signature, int global) {
		this.types.putIfAbsent(signature, this.types.size());
		this.functions.add(new Accessor(name, signature, global));
	}

	int typeCount() {
		return this.types.size();
	}

	int functionCount() {
		return this.functions.size();
	}

	void writeTypes(ByteWriter writer) {
		for (Signature signature : this.types.keySet()) {
			writer.u8(0x60);
			int type = code(signature.type());
			if (signature.setter()) {
				writer.u8(1).u8(type).u8(0);
			}
			else {
				writer.u8(0).u8(1).u8(type);
			}
		}
	}

	/**
	 * Write the type of each function.
	 * @param writer where to
	 * @param firstType the index of the first of the types of {@link #writeTypes}
	 */
	void writeFunctions(ByteWriter writer, int firstType) {
		for (Accessor accessor : this.functions) {
			writer.u32(firstType + this.types.getOrDefault(accessor.signature(), 0));
		}
	}

	void writeCode(ByteWriter writer) {
		for (Accessor accessor : this.functions) {
			ByteWriter body = new ByteWriter().u8(0);
			if (accessor.signature().setter()) {
				body.u8(OpCode.LOCAL_GET.opcode()).u8(0).u8(OpCode.GLOBAL_SET.opcode());
			}
			else {
				body.u8(OpCode.GLOBAL_GET.opcode());
			}
			body.u32(accessor.global()).u8(OpCode.END.opcode());
			writer.u32(body.size()).append(body);
		}
	}

	/**
	 * Write the export of each function.
	 * @param writer where to
	 * @param firstFunction the index of the first of the functions
	 */
	void writeExports(ByteWriter writer, int firstFunction) {
		int function = firstFunction;
		for (Accessor accessor : this.functions) {
			writer.name(accessor.name()).u8(0).u32(function++);
		}
	}

	private static int code(ValueType type) {
		return switch (type) {
			case I32 -> 0x7F;
			case I64 -> 0x7E;
			case F32 -> 0x7D;
			case F64 -> 0x7C;
			case V128, FUNCREF, EXTERNREF -> throw new IllegalArgumentException("No accessor for " + type);
		};
	}

	private record Signature(ValueType type, boolean setter) {
	}

	private record Accessor(String name, Signature signature, int global) {
	}

}
