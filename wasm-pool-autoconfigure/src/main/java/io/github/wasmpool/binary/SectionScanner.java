package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.SectionId;

/**
 * Walks through the sections before the parser sees them: refuses what is not to be had
 * or beyond a limit, makes sure that no count promises more than there is, and keeps the
 * limits of memories and tables as they are written, which the parser rounds.
 */
final class SectionScanner {

	private static final long HIGHEST_TABLE = 10_000_000;

	/** A million values took the parser half a gigabyte. */
	private static final int TYPE_VALUE = 20;

	private static final String RAISE = " raise it if the module is to be trusted";

	private final Sections sections;

	private final ModuleLimits limits;

	private final List<TableType> importedTables = new ArrayList<>();

	private final List<TableType> definedTables = new ArrayList<>();

	private final List<MemoryType> memories = new ArrayList<>();

	private int importedFunctions;

	private int importedGlobals;

	private IndexSpaces indexes = IndexSpaces.NONE;

	/** For the constants of the section at hand. */
	private @Nullable CodeScanner constants;

	private long typeComplexity;

	private long dataStart = Long.MAX_VALUE;

	SectionScanner(Sections sections, ModuleLimits limits) {
		this.sections = sections;
		this.limits = limits;
	}

	List<TableType> importedTables() {
		return this.importedTables;
	}

	List<TableType> definedTables() {
		return this.definedTables;
	}

	List<MemoryType> memories() {
		return this.memories;
	}

	IndexSpaces indexes() {
		return this.indexes;
	}

	/**
	 * Return with how many elements the tables begin together.
	 */
	long tableElements() {
		return Stream.concat(this.importedTables.stream(), this.definedTables.stream())
			.mapToLong(TableType::minElements)
			.sum();
	}

	/**
	 * Return where the first data of a new memory lies.
	 * @return the lowest address, or empty if there is no data
	 */
	OptionalLong dataStart() {
		return (this.dataStart != Long.MAX_VALUE) ? OptionalLong.of(this.dataStart) : OptionalLong.empty();
	}

	/**
	 * Walk through all sections but the code.
	 */
	void scan() {
		scanTag();
		each(SectionId.TYPE, this::scanType);
		each(SectionId.IMPORT, this::scanImport);
		requireFunctions();
		each(SectionId.FUNCTION, ByteReader::u32);
		each(SectionId.TABLE, (reader) -> this.definedTables.add(TypeReader.table(reader)));
		requireTables();
		this.indexes = new IndexSpaces(this.importedFunctions + this.sections.count(SectionId.FUNCTION),
				this.importedTables.size() + this.definedTables.size(),
				this.importedGlobals + this.sections.count(SectionId.GLOBAL), this.sections.count(SectionId.ELEMENT));
		each(SectionId.MEMORY, this::scanMemory);
		each(SectionId.GLOBAL, this::scanGlobal);
		each(SectionId.EXPORT, SectionScanner::scanExport);
		each(SectionId.ELEMENT, this::scanElement);
		each(SectionId.DATA, this::scanData);
	}

	private void each(int id, EntryScanner scanner) {
		ByteReader reader = this.sections.reader(id);
		if (reader != null) {
			this.constants = new CodeScanner(reader, this.indexes);
			int count = reader.count();
			for (int i = 0; i < count; i++) {
				scanner.scan(reader);
			}
			reader.requireEnd();
		}
	}

	private void scanTag() {
		ByteReader reader = this.sections.reader(SectionId.TAG);
		if (reader != null) {
			throw Feature.EXCEPTIONS.refusal(reader, reader.position());
		}
	}

	private void scanType(ByteReader reader) {
		int offset = reader.position();
		int form = reader.u8();
		if (form != 0x60) {
			Feature feature = Feature.ofType(form);
			if (feature != null) {
				throw feature.refusal(reader, offset);
			}
			throw reader.malformedAt(offset, "a type of the unknown kind 0x" + Integer.toHexString(form));
		}
		this.typeComplexity += TYPE_VALUE * (1L + scanValueTypes(reader) + scanValueTypes(reader));
		if (this.typeComplexity > this.limits.totalComplexity()) {
			throw tooComplex(
					"has types of a complexity of more than %,d, which is more than"
							+ " 'limits.total-complexity' allows (%,d);" + RAISE,
					this.typeComplexity - 1, this.limits.totalComplexity(), "limits.total-complexity");
		}
	}

	private static int scanValueTypes(ByteReader reader) {
		int count = reader.count();
		for (int i = 0; i < count; i++) {
			TypeReader.value(reader);
		}
		return count;
	}

	private void scanImport(ByteReader reader) {
		reader.skipName();
		reader.skipName();
		switch (scanKind(reader)) {
			case FUNCTION -> {
				reader.u32();
				this.importedFunctions++;
			}
			case TABLE -> this.importedTables.add(TypeReader.table(reader));
			case MEMORY -> scanMemory(reader);
			case GLOBAL -> {
				scanGlobalType(reader);
				this.importedGlobals++;
			}
			case TAG -> throw Feature.EXCEPTIONS.refusal(reader, reader.position() - 1);
		}
	}

	private void requireFunctions() {
		int functions = this.sections.count(SectionId.FUNCTION);
		int bodies = this.sections.count(SectionId.CODE);
		long all = (long) this.importedFunctions + functions;
		if (all > this.limits.functions()) {
			throw tooComplex("defines or imports %,d functions, more than 'limits.functions' allows (%,d);" + RAISE,
					all, this.limits.functions(), "limits.functions");
		}
		if (functions != bodies) {
			throw new WasmModuleException(Reason.MALFORMED,
					"module '" + this.sections.module() + "' is malformed: it declares " + functions
							+ " functions but has code for " + bodies + "; build it again");
		}
	}

	private void requireTables() {
		List<TableType> tables = new ArrayList<>(this.importedTables);
		tables.addAll(this.definedTables);
		if (tables.size() > this.limits.tables()) {
			throw tooComplex("has %,d tables, more than 'limits.tables' allows (%,d);" + RAISE, tables.size(),
					this.limits.tables(), "limits.tables");
		}
		long elements = tableElements();
		if (elements > this.limits.tableElements()) {
			throw tooComplex(
					"has tables that begin with %,d elements, more than 'limits.table-elements' allows (%,d);" + RAISE,
					elements, this.limits.tableElements(), "limits.table-elements");
		}
		for (TableType table : tables) {
			if (table.minElements() > HIGHEST_TABLE) {
				throw tooComplex("has a table that begins with %,d elements, more than this engine allows (%,d)",
						table.minElements(), HIGHEST_TABLE);
			}
		}
	}

	private void scanMemory(ByteReader reader) {
		int offset = reader.position();
		MemoryType memory = TypeReader.memory(reader);
		this.memories.add(memory);
		if (this.memories.size() > 1) {
			throw Feature.MULTIPLE_MEMORIES.refusal(reader, offset);
		}
	}

	private void scanGlobal(ByteReader reader) {
		scanGlobalType(reader);
		constants().scanConstant();
	}

	private CodeScanner constants() {
		return Objects.requireNonNull(this.constants);
	}

	private static void scanGlobalType(ByteReader reader) {
		TypeReader.value(reader);
		int offset = reader.position();
		int mutability = reader.u8();
		if ((mutability & 2) != 0) {
			throw Feature.SHARED_GLOBALS.refusal(reader, offset);
		}
		if (mutability > 1) {
			throw reader.malformedAt(offset, "a global of the unknown kind " + mutability);
		}
	}

	private static void scanExport(ByteReader reader) {
		reader.skipName();
		if (scanKind(reader) == ExternalType.TAG) {
			throw Feature.EXCEPTIONS.refusal(reader, reader.position() - 1);
		}
		reader.u32();
	}

	private static ExternalType scanKind(ByteReader reader) {
		int offset = reader.position();
		int kind = reader.u8();
		if (kind > ExternalType.TAG.id()) {
			throw reader.malformedAt(offset, "an import or export of the unknown kind " + kind);
		}
		return ExternalType.byId(kind);
	}

	private void scanElement(ByteReader reader) {
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

	private void scanData(ByteReader reader) {
		int offset = reader.position();
		long flags = reader.u32();
		if (flags > 2) {
			throw reader.malformedAt(offset, "a data segment of the unknown kind " + flags);
		}
		if (flags == 2) {
			reader.u32();
		}
		if (flags != 1) {
			this.dataStart = Math.min(this.dataStart, dataStart(reader));
			constants().scanConstant();
		}
		reader.skip(reader.u32());
	}

	/**
	 * Look at where data is to lie, without moving.
	 */
	private static long dataStart(ByteReader reader) {
		if (reader.peek() != OpCode.I32_CONST.opcode()) {
			return 0;
		}
		ByteReader ahead = reader.copy();
		ahead.u8();
		return Integer.toUnsignedLong(ahead.s32());
	}

	private WasmModuleException tooComplex(String format, long number, long limit, String... settings) {
		return WasmModuleException.ofSettings(Reason.TOO_COMPLEX,
				"module '" + this.sections.module() + "' " + String.format(Locale.ROOT, format, number, limit),
				List.of(settings));
	}

	@FunctionalInterface
	private interface EntryScanner {

		void scan(ByteReader reader);

	}

}
