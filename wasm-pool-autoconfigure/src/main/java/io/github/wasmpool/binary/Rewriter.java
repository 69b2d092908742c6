package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.SectionId;

/**
 * Writes a module anew. Sections are copied byte for byte, headers included, except those
 * that change. Nothing the guest counts moves: what is added is appended, and imported
 * functions and an imported memory keep their indexes when they become the module's own.
 */
final class Rewriter {

	private static final int HAS_MAXIMUM = 1;

	private static final int[] EXTENSIBLE = { SectionId.TYPE, SectionId.FUNCTION, SectionId.TABLE, SectionId.GLOBAL,
			SectionId.ELEMENT, SectionId.CODE };

	private final Sections sections;

	private final Declarations declarations;

	private final ModuleLimits limits;

	private final @Nullable MemoryType memory;

	private final int reserve;

	private final ReservedNames names;

	private final Additions additions;

	private final CodePatches patches = new CodePatches();

	private final Callables callables;

	private final AtomicWaits waits;

	private final KeptGlobals globals;

	private final @Nullable String lasting;

	private final @Nullable SharedMemoryModule sharedMemory;

	private final InternalImports hostFunctions = new InternalImports();

	// by rank, so that iteration follows the order of sections
	private final TreeMap<Integer, Change> changes = new TreeMap<>();

	/**
	 * Create a rewriter.
	 * @param sections the module
	 * @param declarations what it declares
	 * @param limits what it may ask for
	 * @param memory the memory its guest is told of, or {@code null} if it has none
	 * @param reserve the pages the memory has beyond that
	 * @param findings what its functions do
	 */
	Rewriter(Sections sections, Declarations declarations, ModuleLimits limits, @Nullable MemoryType memory,
			int reserve, CodeFindings findings) {
		this.sections = sections;
		this.declarations = declarations;
		this.limits = limits;
		this.memory = memory;
		this.reserve = reserve;
		this.lasting = findings.lasting();
		this.sharedMemory = (memory != null && memory.shared()) ? new SharedMemoryModule(sections, memory) : null;
		// In a memory of its own a guest cannot wait: that is a trap
		this.waits = new AtomicWaits((this.sharedMemory != null) ? findings.waits() : List.of());
		this.names = new ReservedNames(declarations.exports());
		this.additions = new Additions(declarations.types().size(), declarations.functions().size(),
				declarations.tables(), declarations.globals().size());
		CountedMemory counted = (memory != null && reserve > 0)
				? new CountedMemory(memory, findings.sizes(), this.additions, this.patches) : null;
		this.callables = new Callables(declarations, counted, this.additions);
		this.globals = new KeptGlobals(declarations);
		if (counted != null) {
			this.globals.add(counted.global(), ValueType.I32);
		}
	}

	GuestBinary rewrite() {
		changeImports();
		add();
		for (int section : EXTENSIBLE) {
			extend(section);
		}
		if (this.sharedMemory != null) {
			shareMemory(this.sharedMemory);
		}
		else {
			changeMemory();
			changeExports();
		}
		changeStart();
		byte[] bytes = this.changes.isEmpty() ? this.sections.binary() : write();
		return new GuestBinary(this.sections.module(), bytes, this.declarations, this.names, this.callables,
				this.hostFunctions.functions(), this.memory, this.reserve,
				(this.sharedMemory != null) ? this.sharedMemory.write() : null, obstacle());
	}

	/**
	 * Say why an instance cannot be put back into the state in which it began.
	 * @return a sentence, or {@code null} if its memory and its globals are all there is
	 */
	private @Nullable String obstacle() {
		if (this.sharedMemory != null) {
			return "its instances share a memory";
		}
		if (this.lasting != null) {
			return "its code contains '" + this.lasting + "', whose effect cannot be undone";
		}
		return KeptGlobals.tooMany(this.declarations)
				? "it has more than " + KeptGlobals.MOST + " globals that can change" : null;
	}

	private void add() {
		if (obstacle() == null) {
			this.globals.addTo(this.callables, this.additions);
		}
		if (!this.hostFunctions.isEmpty()) {
			this.callables.addBind(this.hostFunctions.addTo(this.additions));
		}
		this.waits.addTo(this.additions, this.patches);
		this.callables.addLookup(this.names.lookup(), this.additions);
		if (this.sharedMemory != null) {
			this.additions.declare(hiddenFunctions());
		}
		else if (this.memory != null && this.declarations.memoryExport().isEmpty()) {
			this.additions.exportMemory(this.names.memory());
		}
	}

	/**
	 * Return the functions that code may refer to only because they are exported, and
	 * that no table holds.
	 */
	private List<Integer> hiddenFunctions() {
		List<Integer> hidden = new ArrayList<>();
		for (int i = 0; i < this.declarations.exports().size(); i++) {
			if (this.declarations.exports().get(i).type() instanceof FunctionType type && !type.isNumeric()) {
				hidden.add(this.declarations.exportIndexes().get(i));
			}
		}
		return hidden;
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

	/**
	 * Change a section so that what is added precedes and follows the entries it has.
	 * @param id the id of the section
	 */
	private void extend(int id) {
		int preceding = this.additions.preceding(id);
		int following = this.additions.following(id);
		ByteWriter own = switch (id) {
			case SectionId.TABLE -> limitedTables();
			case SectionId.CODE -> this.patches.code(this.sections);
			default -> null;
		};
		if (preceding + following == 0 && own == null) {
			return;
		}
		ByteReader reader = this.sections.reader(id);
		int count = (reader != null) ? reader.count() : 0;
		ByteWriter writer = change(id).u32((long) preceding + count + following);
		if (preceding > 0) {
			this.additions.writePreceding(id, writer);
		}
		if (own != null) {
			writer.append(own);
		}
		else if (reader != null) {
			writer.copy(this.sections.binary(), reader.position(), reader.limit());
		}
		if (following > 0) {
			this.additions.writeFollowing(id, writer);
		}
	}

	private ByteWriter change(int id) {
		ByteWriter content = new ByteWriter();
		this.changes.put(Slice.rank(id), new Change(id, content));
		return content;
	}

	/**
	 * Leave out what becomes the module's own: its functions and its memory.
	 */
	private void changeImports() {
		ByteReader reader = this.sections.reader(SectionId.IMPORT);
		if (reader == null) {
			return;
		}
		int count = reader.count();
		int kept = 0;
		ByteWriter rest = new ByteWriter();
		for (int i = 0; i < count; i++) {
			int start = reader.position();
			reader.skipName();
			reader.skipName();
			ExternalType kind = ExternalType.byId(reader.u8());
			switch (kind) {
				case FUNCTION -> this.hostFunctions.add(this.declarations.imports().get(i), (int) reader.u32());
				case TAG -> reader.u32();
				case TABLE -> TypeReader.table(reader);
				case MEMORY -> TypeReader.memory(reader);
				case GLOBAL -> reader.skip(2);
			}
			if (kind != ExternalType.FUNCTION && kind != ExternalType.MEMORY) {
				rest.copy(this.sections.binary(), start, reader.position());
				kept++;
			}
		}
		if (this.sharedMemory != null && this.memory != null) {
			SharedMemoryModule.writeImport(rest, this.memory);
			kept++;
			change(SectionId.IMPORT).u32(kept).append(rest);
		}
		else if (kept < count) {
			ByteWriter writer = change(SectionId.IMPORT);
			if (kept > 0) {
				writer.u32(kept).append(rest);
			}
		}
	}

	/**
	 * Return the tables the module defines, with a ceiling.
	 * @return the entries of the section, or {@code null} if they stay as they are
	 */
	private @Nullable ByteWriter limitedTables() {
		ByteReader reader = this.sections.reader(SectionId.TABLE);
		if (reader == null) {
			return null;
		}
		int count = reader.count();
		long begun = this.declarations.tableElements();
		long share = (count > 0) ? (this.limits.tableElements() - begun) / count : 0;
		ByteWriter writer = new ByteWriter();
		boolean changed = false;
		for (int i = 0; i < count; i++) {
			int type = reader.peek();
			TableType table = TypeReader.table(reader);
			Long own = table.maxElements();
			long ceiling = table.minElements() + share;
			long max = (own != null) ? Math.min(own, ceiling) : ceiling;
			changed |= (own == null || own != max);
			writer.u8(type).u8(HAS_MAXIMUM).u32(table.minElements()).u32(Math.min(max, 0xFFFF_FFFFL));
		}
		return changed ? writer : null;
	}

	private void changeMemory() {
		if (this.memory == null || this.memory.maxPages() == null) {
			return;
		}
		boolean same = this.declarations.memory().filter(this.memory::equals).isPresent();
		if (this.declarations.memoryImported() || !same || this.reserve > 0) {
			change(SectionId.MEMORY).u32(1)
				.u8(HAS_MAXIMUM)
				.u32((long) this.memory.minPages() + this.reserve)
				.u32(this.memory.maxPages());
		}
	}

	/**
	 * Leave out the data, which the memory begins with, and the exports: what a linker
	 * knows of an instance stays for as long as the memory.
	 */
	private void shareMemory(SharedMemoryModule memory) {
		ByteWriter kept = memory.kept();
		if (kept != null) {
			change(SectionId.DATA).append(kept);
		}
		ByteWriter exports = change(SectionId.EXPORT).u32(this.additions.exportCount());
		this.additions.writeExports(exports);
	}

	private void changeStart() {
		if (this.declarations.start() != null) {
			change(SectionId.START);
		}
	}

	private void changeExports() {
		List<ExportType> exports = this.declarations.exports();
		boolean renamed = exports.stream().anyMatch((export) -> !this.names.of(export).equals(export.name()));
		if (this.additions.exportCount() == 0 && !renamed) {
			return;
		}
		ByteWriter writer = change(SectionId.EXPORT).u32((long) exports.size() + this.additions.exportCount());
		ByteReader reader = this.sections.reader(SectionId.EXPORT);
		if (reader != null) {
			reader.u32();
			for (ExportType export : exports) {
				writeExport(export, reader, writer);
			}
		}
		this.additions.writeExports(writer);
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
