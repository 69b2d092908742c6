package io.github.wasmpool.binary;

import java.util.List;
import java.util.TreeMap;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.SectionId;

/**
 * Writes a module anew. Sections are copied byte for byte, headers included, except those
 * that change. Nothing the guest counts moves: types and functions are only appended, and
 * a memory that is imported keeps index 0 when it becomes the module's own.
 */
final class Rewriter {

	private static final int HAS_MAXIMUM = 1;

	private final Sections sections;

	private final Declarations declarations;

	private final ModuleLimits limits;

	private final @Nullable MemoryType memory;

	private final ReservedNames names;

	private final Accessors accessors;

	// by rank, so that iteration follows the order of sections
	private final TreeMap<Integer, Change> changes = new TreeMap<>();

	Rewriter(Sections sections, Declarations declarations, ModuleLimits limits, @Nullable MemoryType memory) {
		this.sections = sections;
		this.declarations = declarations;
		this.limits = limits;
		this.memory = memory;
		this.names = new ReservedNames(declarations.exports());
		this.accessors = new Accessors(declarations, this.names);
	}

	GuestBinary rewrite() {
		changeTypes();
		changeImports();
		changeFunctions();
		changeTables();
		changeMemory();
		changeExports();
		changeStart();
		changeCode();
		byte[] bytes = this.changes.isEmpty() ? this.sections.binary() : write();
		return new GuestBinary(this.sections.module(), bytes, this.declarations, this.names, missingImports(),
				this.memory);
	}

	private byte[] write() {
		ByteWriter writer = new ByteWriter(this.sections.binary().length + 1024);
		writer.copy(this.sections.binary(), 0, Header.SIZE);
		for (Slice slice : this.sections.all()) {
			if (slice.id() == SectionId.CUSTOM) {
				writer.copy(this.sections.binary(), slice.start(), slice.end());
				continue;
			}
			writeBefore(Slice.rank(slice.id()), writer);
			Change change = this.changes.remove(Slice.rank(slice.id()));
			if (change == null) {
				writer.copy(this.sections.binary(), slice.start(), slice.end());
			}
			else {
				change.write(writer);
			}
		}
		writeBefore(Integer.MAX_VALUE, writer);
		return writer.toByteArray();
	}

	private void writeBefore(int rank, ByteWriter writer) {
		var earlier = this.changes.headMap(rank);
		earlier.values().forEach((change) -> change.write(writer));
		earlier.clear();
	}

	private void changeTypes() {
		if (this.accessors.typeCount() > 0) {
			this.accessors.writeTypes(extend(SectionId.TYPE, this.accessors.typeCount()));
		}
	}

	private void changeFunctions() {
		if (this.accessors.functionCount() > 0) {
			this.accessors.writeFunctions(extend(SectionId.FUNCTION, this.accessors.functionCount()),
					this.sections.count(SectionId.TYPE));
		}
	}

	private void changeCode() {
		if (this.accessors.functionCount() > 0) {
			this.accessors.writeCode(extend(SectionId.CODE, this.accessors.functionCount()));
		}
	}

	/**
	 * Change a section so that entries follow those it has.
	 * @param id the id of the section
	 * @param additional how many entries are to follow
	 * @return where to write them
	 */
	private ByteWriter extend(int id, int additional) {
		ByteReader reader = this.sections.reader(id);
		int count = (reader != null) ? reader.count() : 0;
		ByteWriter writer = change(id).u32((long) count + additional);
		return (reader != null) ? writer.copy(this.sections.binary(), reader.position(), reader.limit()) : writer;
	}

	private ByteWriter change(int id) {
		ByteWriter content = new ByteWriter();
		this.changes.put(Slice.rank(id), new Change(id, content));
		return content;
	}

	private void changeImports() {
		ByteReader reader = this.sections.reader(SectionId.IMPORT);
		if (!this.declarations.memoryImported() || reader == null) {
			return;
		}
		int count = reader.count();
		ByteWriter writer = change(SectionId.IMPORT);
		if (count == 1) {
			return;
		}
		writer.u32(count - 1);
		for (int i = 0; i < count; i++) {
			int start = reader.position();
			reader.skipName();
			reader.skipName();
			ExternalType kind = ExternalType.byId(reader.u8());
			switch (kind) {
				case FUNCTION, TAG -> reader.u32();
				case TABLE -> TypeReader.table(reader);
				case MEMORY -> TypeReader.memory(reader);
				case GLOBAL -> reader.skip(2);
			}
			if (kind != ExternalType.MEMORY) {
				writer.copy(this.sections.binary(), start, reader.position());
			}
		}
	}

	private void changeTables() {
		ByteReader reader = this.sections.reader(SectionId.TABLE);
		if (reader == null) {
			return;
		}
		int count = reader.count();
		ByteWriter writer = new ByteWriter().u32(count);
		boolean changed = false;
		for (int i = 0; i < count; i++) {
			int type = reader.peek();
			TableType table = TypeReader.table(reader);
			Long own = table.maxElements();
			long max = (own != null) ? Math.min(own, this.limits.tableElements()) : this.limits.tableElements();
			changed |= (own == null || own != max);
			writer.u8(type).u8(HAS_MAXIMUM).u32(table.minElements()).u32(Math.min(max, 0xFFFF_FFFFL));
		}
		if (changed) {
			change(SectionId.TABLE).append(writer);
		}
	}

	private void changeMemory() {
		if (this.memory == null || this.memory.maxPages() == null) {
			return;
		}
		boolean same = this.declarations.memory().filter(this.memory::equals).isPresent();
		if (this.declarations.memoryImported() || !same) {
			change(SectionId.MEMORY).u32(1).u8(HAS_MAXIMUM).u32(this.memory.minPages()).u32(this.memory.maxPages());
		}
	}

	private void changeStart() {
		if (this.declarations.start() != null) {
			change(SectionId.START);
		}
	}

	private void changeExports() {
		List<ExportType> exports = this.declarations.exports();
		Integer start = this.declarations.start();
		boolean memory = this.declarations.mainMemoryNeedsExport();
		boolean renamed = exports.stream().anyMatch((export) -> !this.names.of(export).equals(export.name()));
		int additional = ((start != null) ? 1 : 0) + (memory ? 1 : 0) + this.accessors.functionCount();
		if (additional == 0 && !renamed) {
			return;
		}
		ByteWriter writer = change(SectionId.EXPORT).u32((long) exports.size() + additional);
		ByteReader reader = this.sections.reader(SectionId.EXPORT);
		if (reader != null) {
			reader.u32();
			for (ExportType export : exports) {
				writeExport(export, reader, writer);
			}
		}
		if (start != null) {
			writer.name(this.names.startFunction()).u8(ExternalType.FUNCTION.id()).u32(start);
		}
		if (memory) {
			writer.name(this.names.memory()).u8(ExternalType.MEMORY.id()).u32(0);
		}
		this.accessors.writeExports(writer, this.declarations.functions().size());
	}

	private void writeExport(ExportType export, ByteReader reader, ByteWriter writer) {
		int start = reader.position();
		reader.skipName();
		int afterName = reader.position();
		reader.u8();
		reader.u32();
		String name = this.names.of(export);
		if (name.equals(export.name())) {
			writer.copy(this.sections.binary(), start, reader.position());
		}
		else {
			writer.name(name).copy(this.sections.binary(), afterName, reader.position());
		}
	}

	private List<ImportType> missingImports() {
		return this.declarations.imports().stream().filter((each) -> !(each.type() instanceof MemoryType)).toList();
	}

	/**
	 * A section that is not copied.
	 *
	 * @param id the id of the section
	 * @param content what it is to hold; if empty, there will be no such section
	 */
	private record Change(int id, ByteWriter content) {

		void write(ByteWriter writer) {
			if (this.content.size() > 0) {
				writer.section(this.id, this.content);
			}
		}

	}

}
