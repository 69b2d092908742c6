package io.github.wasmpool.binary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.wasmpool.type.ExternType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import io.github.wasmpool.type.ValueType;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.SectionId;

/**
 * Writes a module, or what is added to one. Everything is numbered in the order in which
 * it comes, behind what there is already; imports come first. Not thread-safe.
 */
public final class ModuleWriter {

	private static final int ACTIVE_WITH_TABLE = 2;

	private static final int DECLARATIVE = 3;

	private static final int OF_FUNCTIONS = 0;

	private final int firstType;

	private final Map<FunctionType, Integer> types = new HashMap<>();

	/** By rank, so that iteration follows the order of sections. */
	private final Map<Integer, SectionWriter> sections = new TreeMap<>();

	private int functions;

	private int tables;

	private int globals;

	/**
	 * Begin a module.
	 */
	public ModuleWriter() {
		this.firstType = 0;
	}

	/**
	 * Begin what is added to a module.
	 * @param declarations what there is already
	 */
	ModuleWriter(Declarations declarations) {
		this.firstType = declarations.types().size();
		this.functions = declarations.functions().size();
		this.tables = declarations.tables().size();
		this.globals = declarations.globals().size();
	}

	SectionWriter section(int id) {
		return this.sections.computeIfAbsent(Slice.rank(id), (rank) -> new SectionWriter(id));
	}

	private ByteWriter entry(int section) {
		return section(section).entry();
	}

	/**
	 * Add the type of functions, unless it was added before.
	 * @param type the type
	 * @return its index
	 */
	public int type(FunctionType type) {
		Integer known = this.types.get(type);
		if (known != null) {
			return known;
		}
		entry(SectionId.TYPE).type(type);
		int index = this.firstType + this.types.size();
		this.types.put(type, index);
		return index;
	}

	/**
	 * Import a function, a table, a memory or a global.
	 * @param module the first part of its name
	 * @param name the second part of its name
	 * @param type what it is
	 * @return its index among the things of its kind
	 */
	public int importing(String module, String name, ExternType type) {
		ByteWriter entry = entry(SectionId.IMPORT).name(module).name(name).u8(kind(type));
		if (type instanceof FunctionType function) {
			entry.u32(type(function));
			return this.functions++;
		}
		if (type instanceof TableType table) {
			entry.type(table);
			return this.tables++;
		}
		if (type instanceof GlobalType global) {
			entry.type(global);
			return this.globals++;
		}
		entry.type((MemoryType) type);
		return 0;
	}

	/**
	 * Add a function.
	 * @param type its signature
	 * @param code what it does
	 * @return its index
	 */
	public int function(FunctionType type, Code code) {
		return function(type(type), code);
	}

	/**
	 * Add a function.
	 * @param type the index of its type
	 * @param code what it does
	 * @return its index
	 */
	int function(int type, Code code) {
		entry(SectionId.FUNCTION).u32(type);
		code.writeTo(entry(SectionId.CODE));
		return this.functions++;
	}

	/**
	 * Add a table of functions.
	 * @param size how many elements it has, for ever
	 * @return its index
	 */
	public int table(int size) {
		entry(SectionId.TABLE).type(new TableType(ValueType.FUNCREF, size, (long) size));
		return this.tables++;
	}

	/**
	 * Add the memory.
	 * @param type its type
	 */
	public void memory(MemoryType type) {
		entry(SectionId.MEMORY).type(type);
	}

	/**
	 * Add a mutable global.
	 * @param type its type
	 * @param value what it begins with, if it is an {@code i32}; others begin with zero,
	 * or with no reference
	 * @return its index
	 */
	int global(ValueType type, int value) {
		new Code().constant(type, value)
			.end()
			.writeInstructions(entry(SectionId.GLOBAL).type(new GlobalType(type, true)));
		return this.globals++;
	}

	/**
	 * Export something.
	 * @param name its name
	 * @param type what it is
	 * @param index its index among the things of its kind
	 */
	public void export(String name, ExternType type, int index) {
		entry(SectionId.EXPORT).name(name).u8(kind(type)).u32(index);
	}

	/**
	 * Have a function run when the module is instantiated.
	 * @param function its index
	 */
	public void start(int function) {
		entry(SectionId.START).u32(function);
	}

	/**
	 * Fill a part of a table.
	 * @param table the index of the table
	 * @param first the place of the first element
	 * @param functions the indexes of the functions
	 */
	public void elements(int table, int first, List<Integer> functions) {
		ByteWriter segment = entry(SectionId.ELEMENT).u8(ACTIVE_WITH_TABLE).u32(table);
		new Code().i32Const(first).end().writeInstructions(segment);
		functions(segment, functions);
	}

	/**
	 * Declare functions that the module's code may refer to.
	 * @param functions the indexes of the functions
	 */
	void declare(List<Integer> functions) {
		if (!functions.isEmpty()) {
			functions(entry(SectionId.ELEMENT).u8(DECLARATIVE), functions);
		}
	}

	private static void functions(ByteWriter segment, List<Integer> functions) {
		segment.u8(OF_FUNCTIONS).u32(functions.size());
		functions.forEach(segment::u32);
	}

	private static int kind(ExternType type) {
		if (type instanceof FunctionType) {
			return ExternalType.FUNCTION.id();
		}
		if (type instanceof TableType) {
			return ExternalType.TABLE.id();
		}
		return ((type instanceof MemoryType) ? ExternalType.MEMORY : ExternalType.GLOBAL).id();
	}

	/**
	 * Return the module.
	 * @return its binary
	 */
	public byte[] toByteArray() {
		ByteWriter module = new ByteWriter();
		writeTo(module);
		return module.toByteArray();
	}

	/**
	 * Write the module, which may be followed by more sections.
	 */
	void writeTo(ByteWriter writer) {
		writer.header();
		this.sections.values().forEach((section) -> section.writeTo(writer));
	}

}
