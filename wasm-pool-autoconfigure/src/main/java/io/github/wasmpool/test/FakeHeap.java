package io.github.wasmpool.test;

import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.type.MemoryLimits;

/**
 * The allocator of fake modules: it hands out one block after another, and begins anew
 * when all are free. What it knows it keeps in the memory of the instance, so that it
 * ends with it.
 */
final class FakeHeap {

	/** Where the next block begins, relative to {@link #FIRST}. */
	private static final int TOP = 0;

	/** How many blocks are in use. */
	private static final int LIVE = 4;

	private static final int FIRST = 16;

	private static final int ALIGNMENT = 16;

	private FakeHeap() {
	}

	static int allocate(WasmMemory memory, int size) {
		int at = scratch(memory, size);
		memory.writeInt(TOP, at - FIRST + (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
		memory.writeInt(LIVE, memory.readInt(LIVE) + 1);
		return at;
	}

	static void free(WasmMemory memory) {
		int live = memory.readInt(LIVE) - 1;
		memory.writeInt(LIVE, live);
		if (live == 0) {
			memory.writeInt(TOP, 0);
		}
	}

	/**
	 * Make room that is free again at the next allocation.
	 */
	static int scratch(WasmMemory memory, int size) {
		long at = (long) FIRST + memory.readInt(TOP);
		long missing = at + size + ALIGNMENT - memory.size();
		if (missing > 0) {
			memory.grow((int) ((missing + MemoryLimits.PAGE_SIZE - 1) / MemoryLimits.PAGE_SIZE));
		}
		return (int) at;
	}

}
