package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.binary.Declarations.DataSegment;
import io.github.wasmpool.binary.Declarations.Export;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ExternType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.SectionId;

/**
 * Reads all sections but the code: refuses what is not to be had or beyond a limit, and
 * what refers to something that is not there. Nothing is read on the word of a count:
 * each entry has to be there.
 */
final class DeclarationReader {

	private final Sections sections;

	private final DeclarationLimits limits;

	private final List<FunctionType> types = new ArrayList<>();

	private final List<ImportType> imports = new ArrayList<>();

	private final List<Integer> functions = new ArrayList<>();

	private final List<TableType> tables = new ArrayList<>();

	private final List<MemoryType> memories = new ArrayList<>();

	private final List<GlobalType> globals = new ArrayList<>();

	private final List<Export> exports = new ArrayList<>();

	private final Set<String> exportNames = new HashSet<>();

	private final List<DataSegment> data = new ArrayList<>();

	private boolean memoryImported;

	private @Nullable Integer start;

	private IndexSpaces indexes = IndexSpaces.NONE;

	/** For the constants of the section at hand. */
	private @Nullable CodeScanner constants;

	private DeclarationReader(Sections sections, ModuleLimits limits) {
		this.sections = sections;
		this.limits = new DeclarationLimits(sections.module(), limits);
	}

	/**
	 * Read what a module declares.
	 * @param sections the module
	 * @param limits what it may ask for
	 * @return its declarations
	 */
	static Declarations read(Sections sections, ModuleLimits limits) {
		return new DeclarationReader(sections, limits).read();
	}

	private Declarations read() {
		each(SectionId.TYPE, this::type);
		each(SectionId.IMPORT, this::imported);
		this.memoryImported = !this.memories.isEmpty();
		requireFunctions();
		each(SectionId.FUNCTION, this::function);
		each(SectionId.TABLE, (reader) -> this.tables.add(TypeReader.table(reader)));
		this.limits.requireTables(this.tables);
		each(SectionId.MEMORY, this::memory);
		refuseTags();
		int importedGlobals = this.globals.size();
		int elements = this.sections.count(SectionId.ELEMENT);
		this.indexes = new IndexSpaces(this.functions.size(), this.tables.size(),
				importedGlobals + this.sections.count(SectionId.GLOBAL), elements);
		each(SectionId.GLOBAL, this::global);
		each(SectionId.EXPORT, this::export);
		start();
		each(SectionId.ELEMENT, this::elements);
		each(SectionId.DATA, this::data);
		return new Declarations(this.types, this.imports, this.exports, this.functions, this.tables,
				this.memories.stream().findFirst(), this.memoryImported, this.globals, elements, this.data, this.start);
	}

	private void each(int id, Consumer<ByteReader> entry) {
		ByteReader reader = this.sections.reader(id);
		if (reader != null) {
			this.constants = new CodeScanner(reader, this.indexes);
			int count = reader.count();
			for (int i = 0; i < count; i++) {
				entry.accept(reader);
			}
			reader.requireEnd();
		}
	}

	private void refuseTags() {
		ByteReader reader = this.sections.reader(SectionId.TAG);
		if (reader != null) {
			throw Feature.EXCEPTIONS.refusal(reader.position());
		}
	}

	private void type(ByteReader reader) {
		int offset = reader.position();
		int form = reader.u8();
		if (form != 0x60) {
			Feature feature = Feature.ofType(form);
			if (feature != null) {
				throw feature.refusal(offset);
			}
			throw reader.malformedAt(offset, "a type of the unknown kind 0x" + Integer.toHexString(form));
		}
		this.limits.requireTypes(1);
		this.types.add(FunctionType.of(values(reader), values(reader)));
	}

	private List<ValueType> values(ByteReader reader) {
		int count = reader.count();
		this.limits.requireTypes(count);
		List<ValueType> values = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			values.add(TypeReader.value(reader));
		}
		return values;
	}

	private void imported(ByteReader reader) {
		String module = reader.name();
		String name = reader.name();
		ExternType type = switch (kind(reader)) {
			case FUNCTION -> function(reader);
			case TABLE -> added(this.tables, TypeReader.table(reader));
			case MEMORY -> memory(reader);
			case GLOBAL -> added(this.globals, TypeReader.global(reader));
			case TAG -> throw Feature.EXCEPTIONS.refusal(reader.position() - 1);
		};
		this.imports.add(new ImportType(module, name, type));
	}

	private void requireFunctions() {
		int functions = this.sections.count(SectionId.FUNCTION);
		int bodies = this.sections.count(SectionId.CODE);
		this.limits.requireFunctions((long) this.functions.size() + functions);
		if (functions != bodies) {
			throw malformed("it declares " + Wording.count(functions, "function") + " but has code for " + bodies);
		}
	}

	private FunctionType function(ByteReader reader) {
		long type = reader.u32();
		FunctionType found = at(this.types, type, "type");
		this.functions.add((int) type);
		return found;
	}

	private MemoryType memory(ByteReader reader) {
		int offset = reader.position();
		MemoryType memory = added(this.memories, TypeReader.memory(reader));
		if (this.memories.size() > 1) {
			throw Feature.MULTIPLE_MEMORIES.refusal(offset);
		}
		return memory;
	}

	private void global(ByteReader reader) {
		this.globals.add(TypeReader.global(reader));
		constants().scanConstant();
	}

	private CodeScanner constants() {
		return Objects.requireNonNull(this.constants);
	}

	private void export(ByteReader reader) {
		String name = reader.name();
		ExternalType kind = kind(reader);
		if (kind == ExternalType.TAG) {
			throw Feature.EXCEPTIONS.refusal(reader.position() - 1);
		}
		long index = reader.u32();
		ExternType type = switch (kind) {
			case FUNCTION -> this.types.get(at(this.functions, index, "function"));
			case TABLE -> at(this.tables, index, "table");
			case GLOBAL -> at(this.globals, index, "global");
			default -> at(this.memories, index, "memory");
		};
		if (!this.exportNames.add(name)) {
			throw malformed("it exports '" + Wording.name(name) + "' twice");
		}
		this.exports.add(new Export(new ExportType(name, type), (int) index));
	}

	private static ExternalType kind(ByteReader reader) {
		int offset = reader.position();
		int kind = reader.u8();
		if (kind > ExternalType.TAG.id()) {
			throw reader.malformedAt(offset, "an import or export of the unknown kind " + kind);
		}
		return ExternalType.byId(kind);
	}

	private void start() {
		ByteReader reader = this.sections.reader(SectionId.START);
		if (reader != null) {
			long index = reader.u32();
			FunctionType type = this.types.get(at(this.functions, index, "function"));
			if (!type.params().isEmpty() || !type.results().isEmpty()) {
				throw malformed("its start function has the type " + type + " instead of () -> ()");
			}
			this.start = (int) index;
			reader.requireEnd();
		}
	}

	private void elements(ByteReader reader) {
		int offset = reader.position();
		long flags = reader.u32();
		if (flags > 7) {
			throw reader.malformedAt(offset, "an element segment of the unknown kind " + flags);
		}
		boolean passive = (flags & 1) != 0;
		boolean explicit = (flags & 2) != 0;
		boolean expressions = (flags & 4) != 0;
		if (!passive) {
			if (explicit) {
				this.indexes.table(reader);
			}
			else if (this.indexes.tables() == 0) {
				throw reader.malformedAt(offset, "a reference to table 0 but there are 0");
			}
			constants().scanConstant();
		}
		if (passive || explicit) {
			if (expressions) {
				TypeReader.value(reader);
			}
			else {
				reader.u8();
			}
		}
		int count = reader.count();
		for (int i = 0; i < count; i++) {
			if (expressions) {
				constants().scanConstant();
			}
			else {
				this.indexes.function(reader);
			}
		}
	}

	private void data(ByteReader reader) {
		int start = reader.position();
		long flags = reader.u32();
		if (flags > 2) {
			throw reader.malformedAt(start, "a data segment of the unknown kind " + flags);
		}
		if (flags == 2) {
			reader.u32();
		}
		int offset = reader.position();
		boolean active = flags != 1;
		boolean constant = active && reader.peek() == OpCode.I32_CONST.opcode();
		long address = 0;
		if (constant) {
			ByteReader ahead = reader.copy();
			ahead.u8();
			address = Integer.toUnsignedLong(ahead.s32());
		}
		if (active) {
			constants().scanConstant();
		}
		int content = reader.position();
		long length = reader.u32();
		reader.skip(length);
		this.data.add(new DataSegment(start, offset, content, reader.position(), active, constant, address, length));
	}

	private <T> T at(List<T> things, long index, String kind) {
		if (index >= things.size()) {
			throw malformed("it refers to " + kind + " " + index + " but has " + things.size());
		}
		return things.get((int) index);
	}

	private static <T> T added(List<T> things, T thing) {
		things.add(thing);
		return thing;
	}

	private WasmModuleException malformed(String sentence) {
		return new WasmModuleException(Reason.MALFORMED,
				"module '" + this.sections.module() + "' is malformed: " + sentence + "; build it again");
	}

}
