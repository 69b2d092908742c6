package io.github.wasmpool.binary;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

import io.github.wasmpool.binary.MemoryImage.Run;
import io.github.wasmpool.type.MemoryType;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.SectionId;

/**
 * A memory and what lies in it, as a module of its own: what the instances of code that
 * is apart from its state begin with. The engine maps it into each of them, and copies
 * only the pages that are written.
 */
public final class StateModule {

	/** The name of the module that the memory is imported from. */
	public static final String MODULE = "state";

	/** The name of the memory in that module. */
	public static final String MEMORY = "memory";

	/** What stands before the bytes of a segment, at most. */
	private static final int SEGMENT_HEADER = 16;

	private static final int HEADERS = 128;

	private final MemoryType memory;

	private final ByteBuffer bytes;

	private final List<Run> runs;

	/**
	 * Look at a memory.
	 * @param memory what others are to begin with: the size and the ceiling
	 * @param bytes what lies in it, no more than its size; read now and when this is
	 * written
	 */
	public StateModule(MemoryType memory, ByteBuffer bytes) {
		this.memory = memory;
		this.bytes = bytes;
		this.runs = MemoryImage.runs(bytes);
	}

	/**
	 * Return where the first data lies.
	 * @return the address, or empty if the memory holds nothing but zeros
	 */
	public OptionalLong dataStart() {
		return this.runs.isEmpty() ? OptionalLong.empty() : OptionalLong.of(this.runs.get(0).start());
	}

	/**
	 * Return how much of the memory is written down.
	 * @return the bytes
	 */
	public long dataSize() {
		return this.runs.stream().mapToLong(Run::length).sum();
	}

	/**
	 * Write the module.
	 * @return its binary
	 */
	public byte[] write() {
		ModuleWriter module = new ModuleWriter();
		module.memory(this.memory);
		module.export(MEMORY, this.memory, 0);
		long size = dataSize() + (long) SEGMENT_HEADER * this.runs.size();
		SectionWriter data = SectionWriter.ofSize(SectionId.DATA, Math.toIntExact(size));
		for (Run run : this.runs) {
			byte[] content = new byte[run.length()];
			this.bytes.get(run.start(), content);
			ByteWriter segment = data.entry().u8(0);
			new Code().i32Const(run.start()).op(OpCode.END).writeInstructions(segment);
			segment.u32(content.length).copy(content, 0, content.length);
		}
		ByteWriter writer = new ByteWriter(Math.toIntExact(size + HEADERS));
		module.writeTo(writer);
		data.writeTo(writer);
		return writer.toByteArray();
	}

}
