package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.SectionId;

/**
 * What is added to a module: types, functions, globals, tables with their elements, and
 * exports. Everything is appended, so that nothing the guest counts moves, except for
 * functions that take the place of imported ones, which keep the indexes of those.
 */
final class Additions {

	private static final int DECLARATIVE = 3;

	private static final int FUNCTIONS = 0;

	private final int firstType;

	private final int firstFunction;

	private final int firstTable;

	private final int firstGlobal;

	private final Map<FunctionType, Integer> types = new LinkedHashMap<>();

	private final List<Function> replacements = new ArrayList<>();

	private final List<Function> functions = new ArrayList<>();

	private final List<Integer> tables = new ArrayList<>();

	private final List<Global> globals = new ArrayList<>();

	private final List<Elements> elements = new ArrayList<>();

	private final List<Integer> declared = new ArrayList<>();

	private final List<Export> exports = new ArrayList<>();

	/**
	 * Begin with nothing.
	 * @param firstType how many types the module has
	 * @param firstFunction how many functions it has, imported ones included
	 * @param firstTable how many tables it has, imported ones included
	 * @param firstGlobal how many globals it has, imported ones included
	 */
	Additions(int firstType, int firstFunction, int firstTable, int firstGlobal) {
		this.firstType = firstType;
		this.firstFunction = firstFunction;
		this.firstTable = firstTable;
		this.firstGlobal = firstGlobal;
	}

	/**
	 * Add a type, unless it was added before.
	 * @return its index
	 */
	int type(FunctionType type) {
		Integer index = this.types.computeIfAbsent(type, (added) -> this.firstType + this.types.size());
		return index;
	}

	/**
	 * Add a function.
	 * @param type its signature
	 * @param body its locals and instructions, without the last {@code end}
	 * @return its index
	 */
	int function(FunctionType type, ByteWriter body) {
		this.functions.add(new Function(type(type), body));
		return this.firstFunction + this.functions.size() - 1;
	}

	/**
	 * Put a function into the place of the next imported one.
	 * @param type the index of its type
	 * @param body its locals and instructions, without the last {@code end}
	 */
	void replaceImport(int type, ByteWriter body) {
		this.replacements.add(new Function(type, body));
	}

	/**
	 * Add a table of functions.
	 * @param size how many elements it has, for ever
	 * @return its index
	 */
	int table(int size) {
		this.tables.add(size);
		return this.firstTable + this.tables.size() - 1;
	}

	/**
	 * Add a mutable global.
	 * @param type its type
	 * @param value what it begins with, if it is an {@code i32}; others begin with zero,
	 * or with no reference
	 * @return its index
	 */
	int global(ValueType type, int value) {
		this.globals.add(new Global(type, value));
		return this.firstGlobal + this.globals.size() - 1;
	}

	/**
	 * Fill a table from its beginning.
	 * @param table the index of the table
	 * @param functions the indexes of the functions
	 */
	void elements(int table, List<Integer> functions) {
		this.elements.add(new Elements(table, functions));
	}

	/**
	 * Declare functions that the module's code may refer to.
	 * @param functions the indexes of the functions
	 */
	void declare(List<Integer> functions) {
		this.declared.addAll(functions);
	}

	void exportFunction(String name, int function) {
		this.exports.add(new Export(name, ExternalType.FUNCTION, function));
	}

	void exportMemory(String name) {
		this.exports.add(new Export(name, ExternalType.MEMORY, 0));
	}

	int exportCount() {
		return this.exports.size();
	}

	void writeExports(ByteWriter writer) {
		this.exports.forEach((export) -> writer.name(export.name()).u8(export.kind().id()).u32(export.index()));
	}

	/**
	 * Return how many entries follow those a section has.
	 */
	int following(int section) {
		return switch (section) {
			case SectionId.TYPE -> this.types.size();
			case SectionId.FUNCTION, SectionId.CODE -> this.functions.size();
			case SectionId.TABLE -> this.tables.size();
			case SectionId.GLOBAL -> this.globals.size();
			case SectionId.ELEMENT -> this.elements.size() + (this.declared.isEmpty() ? 0 : 1);
			default -> 0;
		};
	}

	/**
	 * Return how many entries come before those a section has.
	 */
	int preceding(int section) {
		return (section == SectionId.FUNCTION || section == SectionId.CODE) ? this.replacements.size() : 0;
	}

	void writePreceding(int section, ByteWriter writer) {
		this.replacements.forEach((function) -> function.write(section, writer));
	}

	void writeFollowing(int section, ByteWriter writer) {
		switch (section) {
			case SectionId.TYPE -> this.types.keySet().forEach(writer::type);
			case SectionId.FUNCTION, SectionId.CODE ->
				this.functions.forEach((function) -> function.write(section, writer));
			case SectionId.TABLE -> this.tables.forEach((size) -> writer.u8(0x70).u8(1).u32(size).u32(size));
			case SectionId.GLOBAL -> this.globals.forEach((global) -> global.write(writer));
			case SectionId.ELEMENT -> {
				this.elements.forEach((each) -> each.write(writer));
				writeDeclared(writer);
			}
			default -> throw new IllegalArgumentException("Nothing is added to section " + section);
		}
	}

	private void writeDeclared(ByteWriter writer) {
		if (!this.declared.isEmpty()) {
			writer.u8(DECLARATIVE).u8(FUNCTIONS).u32(this.declared.size());
			this.declared.forEach(writer::u32);
		}
	}

	private record Function(int type, ByteWriter body) {

		void write(int section, ByteWriter writer) {
			if (section == SectionId.FUNCTION) {
				writer.u32(this.type);
			}
			else {
				writer.u32(this.body.size() + 1L).append(this.body).u8(OpCode.END.opcode());
			}
		}

	}

	private record Global(ValueType type, int value) {

		private static final int MUTABLE = 1;

		private static final int V128_BYTES = 16;

		void write(ByteWriter writer) {
			writer.type(this.type).u8(MUTABLE);
			switch (this.type) {
				case I32 -> writer.u8(OpCode.I32_CONST.opcode()).s32(this.value);
				case I64 -> writer.u8(OpCode.I64_CONST.opcode()).u8(0);
				case F32 -> writer.u8(OpCode.F32_CONST.opcode()).copy(new byte[Float.BYTES], 0, Float.BYTES);
				case F64 -> writer.u8(OpCode.F64_CONST.opcode()).copy(new byte[Double.BYTES], 0, Double.BYTES);
				case V128 -> writer.u8(OpCode.V128_CONST.opcode() >> 8)
					.u32(OpCode.V128_CONST.opcode() & 0xFF)
					.copy(new byte[V128_BYTES], 0, V128_BYTES);
				case FUNCREF, EXTERNREF -> writer.u8(OpCode.REF_NULL.opcode()).type(this.type);
			}
			writer.u8(OpCode.END.opcode());
		}

	}

	private record Elements(int table, List<Integer> functions) {

		private static final int ACTIVE_WITH_TABLE = 2;

		void write(ByteWriter writer) {
			writer.u8(ACTIVE_WITH_TABLE).u32(this.table);
			writer.u8(OpCode.I32_CONST.opcode()).u8(0).u8(OpCode.END.opcode());
			writer.u8(FUNCTIONS).u32(this.functions.size());
			this.functions.forEach(writer::u32);
		}

	}

	private record Export(String name, ExternalType kind, int index) {
	}

}
