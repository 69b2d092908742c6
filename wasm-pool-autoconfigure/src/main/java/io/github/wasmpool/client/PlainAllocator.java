package io.github.wasmpool.client;

import io.github.wasmpool.WasmAllocationException;
import io.github.wasmpool.WasmFunction;
import org.jspecify.annotations.Nullable;

/**
 * An allocator of bytes.
 *
 * @param allocate the function that allocates
 * @param allocateParams 1 for a size, 2 for a size and an alignment
 * @param free the function that frees, or {@code null} if there is none
 * @param freeParams 1 for the pointer, 2 for the size as well, 3 for the alignment as
 * well
 */
record PlainAllocator(String allocate, int allocateParams, @Nullable String free, int freeParams) implements Allocator {

	/** Whatever a guest makes of the bytes it is given, it can read them. */
	private static final int ALIGNMENT = 8;

	/** That of bytes. */
	private static final int RESULT_ALIGNMENT = 1;

	@Override
	public boolean isManaged() {
		return false;
	}

	@Override
	public boolean canFree() {
		return this.free != null;
	}

	@Override
	public int allocate(Guest guest, int size, int classId) {
		WasmFunction function = guest.function(this.allocate);
		int bytes = Math.max(1, size);
		int pointer = (this.allocateParams == 1) ? function.callInt(bytes) : function.callInt(bytes, ALIGNMENT);
		if (pointer == 0) {
			throw new WasmAllocationException(this.allocate, bytes);
		}
		return pointer;
	}

	@Override
	public void free(Guest guest, int pointer, int size) {
		free(guest, pointer, Math.max(1, size), ALIGNMENT);
	}

	@Override
	public void freeResult(Guest guest, int pointer, int size) {
		// Allocators that are told sizes allocate nothing for nothing, and point anywhere
		if (pointer != 0 && (size != 0 || this.freeParams == 1)) {
			free(guest, pointer, size, RESULT_ALIGNMENT);
		}
	}

	private void free(Guest guest, int pointer, int size, int alignment) {
		if (this.free != null) {
			WasmFunction function = guest.function(this.free);
			switch (this.freeParams) {
				case 1 -> function.callVoid(pointer);
				case 2 -> function.callVoid(pointer, size);
				default -> function.callVoid(pointer, size, alignment);
			}
		}
	}

}
