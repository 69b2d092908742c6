package io.github.wasmpool.binary;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

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

	/** Most of what is written down: the engine bears a module of 1 GiB. */
	static final int MOST_DATA = 512 << 20;

	/** What stands before the bytes of a segment, at most. */
	private static final int SEGMENT_HEADER = 16;

	private final MemoryType memory;

	private final ByteBuffer bytes;

	private final List<Extent> image;

	private final List<Extent> remote;

	/**
	 * Look at a memory.
	 * @param memory what others are to begin with: the size and the ceiling
	 * @param bytes what lies in it, no more than its size; read now and when this is
	 * written
	 * @param notZero the only places where there can be anything but zeros, ascending, in
	 * whole pages of 4 KiB
	 */
	public StateModule(MemoryType memory, ByteBuffer bytes, List<Extent> notZero) {
		this.memory = memory;
		this.bytes = bytes;
		List<Extent> runs = MemoryImage.find(bytes, notZero);
		int kept = MemoryImage.withoutRemote(runs);
		this.image = MemoryImage.mapped(runs.subList(0, kept));
		this.remote = runs.subList(kept, runs.size());
	}

	/**
	 * Return where the data of the module lies.
	 * @return the place, or empty if the memory holds nothing but zeros
	 */
	public Optional<Extent> data() {
		return this.image.isEmpty() ? Optional.empty()
				: Optional.of(new Extent(this.image.get(0).start(), this.image.get(this.image.size() - 1).end()));
	}

	/**
	 * Return what is not in the module, because it lies too far behind all else: to be
	 * written into each memory that the module makes.
	 * @return few pieces, and few bytes
	 */
	public List<Piece> pieces() {
		return this.remote.stream().map((run) -> new Piece((int) run.start(), ByteBuffer.wrap(copy(run)))).toList();
	}

	private byte[] copy(Extent run) {
		byte[] content = new byte[(int) run.length()];
		this.bytes.get((int) run.start(), content);
		return content;
	}

	/**
	 * Say why the memory cannot be carried to others.
	 * @return a sentence about the module without its subject, or empty if it can
	 */
	public Optional<String> obstacle() {
		return (dataSize() <= MOST_DATA) ? Optional.empty()
				: Optional.of("it holds " + (dataSize() >> 20) + " MiB that are not zero, more than the "
						+ (MOST_DATA >> 20) + " MiB that every instance can begin with");
	}

	private long dataSize() {
		return MemoryImage.size(this.image);
	}

	/**
	 * Write the module.
	 * @return its binary
	 */
	public byte[] write() {
		ModuleWriter module = new ModuleWriter();
		module.memory(this.memory);
		module.export(MEMORY, this.memory, 0);
		ByteWriter writer = new ByteWriter();
		module.writeTo(writer);
		return this.image.isEmpty() ? writer.toByteArray() : withData(writer);
	}

	/**
	 * The data is copied once, as there may be much of it.
	 */
	private byte[] withData(ByteWriter module) {
		ByteWriter count = new ByteWriter().u32(this.image.size());
		List<byte[]> heads = this.image.stream().map(StateModule::head).toList();
		long size = heads.stream().mapToLong((head) -> head.length).sum() + dataSize();
		module.u8(SectionId.DATA).u32(count.size() + size).append(count);
		ByteBuffer binary = ByteBuffer.allocate(Math.toIntExact(module.size() + size)).put(module.toByteArray());
		for (int i = 0; i < heads.size(); i++) {
			Extent run = this.image.get(i);
			binary.put(heads.get(i)).put(this.bytes.slice((int) run.start(), (int) run.length()));
		}
		return binary.array();
	}

	private static byte[] head(Extent run) {
		ByteWriter head = new ByteWriter(SEGMENT_HEADER).u8(0);
		new Code().i32Const((int) run.start()).op(OpCode.END).writeInstructions(head);
		return head.u32(run.length()).toByteArray();
	}

	/**
	 * A piece of a memory.
	 *
	 * @param address where it lies
	 * @param bytes what lies there, all of it
	 */
	public record Piece(int address, ByteBuffer bytes) {

	}

}
