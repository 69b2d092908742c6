package io.github.wasmpool.client;

import java.util.OptionalInt;

import io.github.wasmpool.WasmAllocationException;
import org.jspecify.annotations.Nullable;

/**
 * The allocator of AssemblyScript. Its objects are pinned, where the guest can do that,
 * so that the next allocation does not collect them; they are never freed, but unpinned.
 *
 * @param pin the function that pins, or {@code null} if there is none
 * @param unpin the function that unpins, or {@code null} if there is none
 * @param bytesClassId what tells the id of {@code Uint8Array}, or {@code null} if bytes
 * are an {@code ArrayBuffer}
 * @param exports what the module exports
 */
record ManagedAllocator(@Nullable String pin, @Nullable String unpin, @Nullable String bytesClassId,
		Exports exports) implements Allocator {

	@Override
	public boolean isManaged() {
		return true;
	}

	@Override
	public boolean canFree() {
		return true;
	}

	@Override
	public OptionalInt bytesClass(Guest guest) {
		return (this.bytesClassId != null) ? OptionalInt.of(this.exports.numberOrLiteral(guest, this.bytesClassId))
				: OptionalInt.empty();
	}

	@Override
	public int allocate(Guest guest, int size, int classId) {
		int pointer = guest.function(MANAGED).callInt(size, classId);
		if (pointer == 0) {
			throw new WasmAllocationException(MANAGED, size);
		}
		if (this.pin != null) {
			guest.function(this.pin).callInt(pointer);
		}
		return pointer;
	}

	@Override
	public void free(Guest guest, int pointer, int size) {
		if (this.pin != null && this.unpin != null) {
			guest.function(this.unpin).callVoid(pointer);
		}
	}

	@Override
	public void freeResult(Guest guest, int pointer, int size) {
		// The guest collects what it returned
	}

}
