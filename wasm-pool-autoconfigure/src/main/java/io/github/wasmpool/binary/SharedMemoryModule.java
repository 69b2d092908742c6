package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.binary.Declarations.DataSegment;
import io.github.wasmpool.type.MemoryType;
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

	private final byte[] guest;

	private final List<DataSegment> data;

	private final MemoryType memory;

	/**
	 * Take the data out of a guest.
	 * @param guest the binary of the guest
	 * @param data its data
	 * @param memory the memory it imports
	 */
	SharedMemoryModule(byte[] guest, List<DataSegment> data, MemoryType memory) {
		this.guest = guest;
		this.data = data;
		this.memory = memory;
	}

	/**
	 * Whether data belongs to the memory. Its place is a constant then: no global can be
	 * imported that would say it.
	 */
	private static boolean moves(DataSegment segment) {
		return segment.active() && segment.constant();
	}

	/**
	 * Write what remains of the data in a guest whose memory is not its own.
	 * @param guest the binary of the guest
	 * @param data its data
	 * @param section where to write it
	 */
	static void writeRest(byte[] guest, List<DataSegment> data, SectionWriter section) {
		for (DataSegment segment : data) {
			ByteWriter entry = section.entry();
			if (moves(segment)) {
				entry.copy(guest, segment.start(), segment.content()).u32(0);
			}
			else {
				entry.copy(guest, segment.start(), segment.end());
			}
		}
	}

	byte[] write() {
		ModuleWriter module = new ModuleWriter();
		module.memory(this.memory);
		module.export(MEMORY, this.memory, 0);
		for (DataSegment segment : this.data) {
			if (moves(segment)) {
				module.section(SectionId.DATA).entry().u8(0).copy(this.guest, segment.offset(), segment.end());
			}
		}
		return module.toByteArray();
	}

	/**
	 * Import a shared memory.
	 * @param module what imports it
	 * @param memory the memory
	 */
	public static void writeImport(ModuleWriter module, MemoryType memory) {
		module.importing(MODULE, MEMORY, memory);
	}

}
