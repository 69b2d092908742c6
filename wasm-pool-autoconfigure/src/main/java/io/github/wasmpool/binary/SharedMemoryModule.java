package io.github.wasmpool.binary;

import io.github.wasmpool.type.MemoryType;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.SectionId;

/**
 * A memory that instances share, as a module of its own. It holds the data that the
 * guest's binary writes into a new memory: in the guest, each further instance would
 * write it over what the others did. What remains of it there are empty segments, so that
 * the guest counts them as before.
 */
public final class SharedMemoryModule {

	/** The name of the module that the memory is imported from. */
	public static final String MODULE = "shared";

	/** The name of the memory in that module. */
	public static final String MEMORY = "memory";

	private static final int SHARED_WITH_MAXIMUM = 3;

	private static final int PASSIVE = 1;

	private static final int WITH_MEMORY = 2;

	private final MemoryType memory;

	private final ByteWriter moved = new ByteWriter();

	private int movedCount;

	private final ByteWriter kept = new ByteWriter();

	/**
	 * Take the data out of a guest.
	 * @param sections the guest
	 * @param memory the memory it imports
	 */
	SharedMemoryModule(Sections sections, MemoryType memory) {
		this.memory = memory;
		ByteReader reader = sections.reader(SectionId.DATA);
		if (reader != null) {
			int count = reader.count();
			this.kept.u32(count);
			for (int i = 0; i < count; i++) {
				move(reader, sections.binary());
			}
		}
	}

	private void move(ByteReader reader, byte[] binary) {
		int start = reader.position();
		int flags = (int) reader.u32();
		if (flags == WITH_MEMORY) {
			reader.u32();
		}
		int offset = reader.position();
		// No other constant can be linked: a global would have to be imported
		boolean moves = flags != PASSIVE && reader.peek() == OpCode.I32_CONST.opcode();
		if (flags != PASSIVE) {
			new CodeScanner(reader, IndexSpaces.NONE).scanConstant();
		}
		int content = reader.position();
		reader.skip(reader.u32());
		if (moves) {
			this.moved.u8(0).copy(binary, offset, reader.position());
			this.movedCount++;
			this.kept.copy(binary, start, content).u32(0);
		}
		else {
			this.kept.copy(binary, start, reader.position());
		}
	}

	/**
	 * Return what the data section of the guest is to hold.
	 * @return the entries with their number, or {@code null} if it stays as it is
	 */
	@Nullable ByteWriter kept() {
		return (this.movedCount > 0) ? this.kept : null;
	}

	byte[] write() {
		ByteWriter module = ByteWriter.ofModule();
		module.section(SectionId.MEMORY, limits(new ByteWriter().u32(1), this.memory));
		module.section(SectionId.EXPORT, new ByteWriter().u32(1).name(MEMORY).u8(ExternalType.MEMORY.id()).u32(0));
		if (this.movedCount > 0) {
			module.section(SectionId.DATA, new ByteWriter().u32(this.movedCount).append(this.moved));
		}
		return module.toByteArray();
	}

	/**
	 * Write the import of a shared memory, as an entry of the section of imports.
	 * @param writer where to write it
	 * @param memory the memory
	 * @return the writer
	 */
	public static ByteWriter writeImport(ByteWriter writer, MemoryType memory) {
		return limits(writer.name(MODULE).name(MEMORY).u8(ExternalType.MEMORY.id()), memory);
	}

	private static ByteWriter limits(ByteWriter writer, MemoryType memory) {
		Integer max = memory.maxPages();
		if (max == null) {
			throw new IllegalArgumentException("A shared memory names its ceiling");
		}
		return writer.u8(SHARED_WITH_MAXIMUM).u32(memory.minPages()).u32(max);
	}

}
