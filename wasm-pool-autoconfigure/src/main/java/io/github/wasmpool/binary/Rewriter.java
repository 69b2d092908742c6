package io.github.wasmpool.binary;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.binary.Declarations.Export;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.TableType;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.SectionId;

/**
 * Writes a module anew. Sections are copied byte for byte, headers included, except those
 * that change. Nothing the guest counts moves: what is added is appended, and imported
 * functions and an imported memory keep their indexes when they become the module's own.
 *
 * <p>
 * What is valid does not change either: what is left out was read and judged before, and
 * what is added allows nothing that was not allowed.
 */
final class Rewriter {

	/** The sections that are put together from what there was and what is added. */
	private static final Set<Integer> CHANGED = Set.of(SectionId.TYPE, SectionId.IMPORT, SectionId.FUNCTION,
			SectionId.TABLE, SectionId.MEMORY, SectionId.GLOBAL, SectionId.EXPORT, SectionId.START, SectionId.ELEMENT,
			SectionId.CODE);

	private final Sections sections;

	private final Declarations declarations;

	private final ModuleLimits limits;

	private final @Nullable MemoryType memory;

	private final int reserve;

	private final boolean split;

	private final ReservedNames names;

	/** What precedes the entries that each section has. */
	private final ModuleWriter head = new ModuleWriter();

	/** What follows them. */
	private final ModuleWriter tail;

	private final CodePatches patches = new CodePatches();

	private final Callables callables;

	private final CodeFindings findings;

	private final KeptGlobals globals;

	private final @Nullable SharedMemoryModule sharedMemory;

	private final InternalImports imports;

	/**
	 * Create a rewriter.
	 * @param sections the module
	 * @param declarations what it declares
	 * @param limits what it may ask for
	 * @param memory the memory its guest is told of, or {@code null} if it has none
	 * @param reserve the pages the memory has beyond that
	 * @param split whether its memory, with all that lies in it, is that of another
	 * module
	 * @param findings what its functions do
	 */
	Rewriter(Sections sections, Declarations declarations, ModuleLimits limits, @Nullable MemoryType memory,
			int reserve, boolean split, CodeFindings findings) {
		this.sections = sections;
		this.declarations = declarations;
		this.limits = limits;
		this.memory = memory;
		this.reserve = reserve;
		this.split = split;
		this.findings = findings;
		this.sharedMemory = (memory != null && memory.shared())
				? new SharedMemoryModule(sections.binary(), declarations.data(), memory) : null;
		this.names = new ReservedNames(declarations.exports());
		this.tail = new ModuleWriter(declarations);
		CountedMemory counted = (memory != null && reserve > 0)
				? new CountedMemory(memory, findings.sizes(), this.tail, this.patches) : null;
		this.callables = new Callables(declarations, counted, this.tail);
		this.globals = new KeptGlobals(declarations);
		if (!findings.lasting().isEmpty() && this.sharedMemory == null) {
			this.globals.addChanges(
					new LastingChanges(findings.lasting(), sections.binary(), this.tail, this.patches).global());
		}
		if (counted != null) {
			this.globals.addCounted(counted.global());
		}
		this.imports = new InternalImports(declarations);
	}

	GuestBinary rewrite() {
		String obstacle = obstacle();
		if (this.sharedMemory == null && !KeptGlobals.tooMany(this.declarations)) {
			this.globals.addTo(this.callables, this.tail, this.split);
		}
		addImports();
		if (this.split && this.memory != null) {
			this.head.importing(StateModule.MODULE, StateModule.MEMORY, this.memory);
		}
		if (this.sharedMemory != null) {
			// In a memory of its own a guest cannot wait: that is a trap
			new AtomicWaits(this.findings.waits()).addTo(this.tail, this.patches);
			SharedMemoryModule.writeImport(this.head, Objects.requireNonNull(this.memory));
			this.tail.declare(hiddenFunctions());
		}
		else {
			exportAgain();
		}
		this.callables.addLookup(this.names.lookup(), this.tail);
		return new GuestBinary(layout(obstacle), write());
	}

	private GuestLayout layout(@Nullable String obstacle) {
		return new GuestLayout(this.sections.module(), this.declarations, this.names, this.callables,
				this.imports.functions(), this.memory, this.reserve,
				(this.sharedMemory != null) ? this.sharedMemory.write() : null, obstacle,
				StateRule.obstacle(this.declarations, this.sharedMemory != null));
	}

	/**
	 * Say why an instance cannot be put back into the state in which it began.
	 * @return a sentence, or {@code null} if its memory and its globals are all there is
	 */
	private @Nullable String obstacle() {
		if (this.sharedMemory != null) {
			return "its instances share a memory";
		}
		if (!this.findings.lasting().isEmpty()) {
			return "its code contains '" + this.findings.lasting().get(0).name() + "', whose effect cannot be undone";
		}
		return KeptGlobals.tooMany(this.declarations)
				? "it has more than " + KeptGlobals.MOST + " globals that can change" : null;
	}

	private void addImports() {
		List<ImportType> functions = this.imports.functions();
		int table = functions.isEmpty() ? 0 : this.tail.table(functions.size());
		this.imports.replace(this.head, table);
		if (!functions.isEmpty()) {
			this.callables.addBind(InternalImports.addBind(this.tail, table));
		}
	}

	/**
	 * Return the functions that code may refer to only because they are exported, and
	 * that no table holds. What a linker knows of an instance stays for as long as the
	 * memory, so instances that share one export nothing of their own.
	 */
	private List<Integer> hiddenFunctions() {
		return this.declarations.exports()
			.stream()
			.filter((export) -> export.type() instanceof FunctionType type && !type.isNumeric())
			.map(Export::index)
			.toList();
	}

	private void exportAgain() {
		this.declarations.exports()
			.forEach((export) -> this.tail.export(this.names.of(export), export.type(), export.index()));
		if (this.memory != null && this.declarations.memoryExport().isEmpty()) {
			this.tail.export(this.names.memory(), this.memory, 0);
		}
	}

	private byte[] write() {
		byte[] binary = this.sections.binary();
		ByteWriter writer = new ByteWriter(binary.length + 4096).header();
		TreeSet<Integer> pending = new TreeSet<>(CHANGED.stream().map(Slice::rank).toList());
		for (Slice slice : this.sections.all()) {
			int rank = Slice.rank(slice.id());
			if (slice.id() != SectionId.CUSTOM) {
				writeChanged(pending.headSet(rank, true), writer);
			}
			if (slice.id() == SectionId.DATA && (this.split || this.sharedMemory != null)) {
				SectionWriter data = new SectionWriter(SectionId.DATA);
				SharedMemoryModule.writeRest(binary, this.declarations.data(), data);
				data.writeTo(writer);
			}
			else if (!CHANGED.contains(slice.id())) {
				writer.copy(binary, slice.start(), slice.end());
			}
		}
		writeChanged(pending, writer);
		return writer.toByteArray();
	}

	private void writeChanged(Set<Integer> ranks, ByteWriter writer) {
		ranks.forEach((rank) -> {
			int id = Slice.ofRank(rank);
			ByteReader reader = this.sections.reader(id);
			SectionWriter section = SectionWriter.ofSize(id, (reader != null) ? reader.remaining() + 1024 : 64);
			section.append(this.head.section(id));
			writeOwn(id, reader, section);
			section.append(this.tail.section(id)).writeTo(writer);
		});
		ranks.clear();
	}

	/**
	 * Write the entries a section has, unless they are written anew or dropped.
	 */
	private void writeOwn(int id, @Nullable ByteReader reader, SectionWriter section) {
		switch (id) {
			case SectionId.IMPORT, SectionId.EXPORT, SectionId.START -> {
			}
			case SectionId.TABLE -> writeTables(section);
			case SectionId.MEMORY -> writeMemory(section);
			default -> {
				if (reader != null) {
					ByteWriter entries = section.entries(reader.count());
					if (id == SectionId.CODE) {
						this.patches.writeCode(reader, this.sections.binary(), entries);
					}
					else {
						entries.copy(this.sections.binary(), reader.position(), reader.limit());
					}
				}
			}
		}
	}

	/**
	 * Write the tables the module defines, with a ceiling.
	 */
	private void writeTables(SectionWriter section) {
		int imported = this.declarations.imported(TableType.class);
		List<TableType> own = this.declarations.tables().subList(imported, this.declarations.tables().size());
		for (TableType table : own) {
			long share = (this.limits.tableElements() - this.declarations.tableElements()) / own.size();
			long ceiling = Math.min(table.minElements() + share, 0xFFFF_FFFFL);
			Long max = table.maxElements();
			section.entry()
				.type(new TableType(table.type(), table.minElements(),
						(max != null) ? Math.min(max, ceiling) : ceiling));
		}
	}

	private void writeMemory(SectionWriter section) {
		if (this.memory != null && this.sharedMemory == null && !this.split) {
			section.entry().type(new MemoryType(this.memory.minPages() + this.reserve, this.memory.maxPages(), false));
		}
	}

}
