package io.github.wasmpool.client;

import java.util.List;

import io.github.wasmpool.ResultConvention;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a function returns through the memory. Nothing a guest says about a result
 * is believed: what it points to is compared with the size of the memory before anything
 * is allocated for it.
 *
 * @param convention how the result comes back, not automatic
 * @param length the export that tells the length, for that convention
 * @param owned what frees results, or {@code null} if they are left alone
 * @param bytesClass what tells the id of {@code Uint8Array} in AssemblyScript, or
 * {@code null}
 * @param exports what the module exports
 */
record TextResult(ResultConvention convention, @Nullable String length, @Nullable Allocator owned,
		@Nullable String bytesClass, Exports exports) {

	private static final long UNSIGNED = 0xffff_ffffL;

	private static final int BLOCK = 4096;

	/** Where an object of AssemblyScript has the id of its class, before it. */
	private static final int CLASS = 8;

	/** Where a {@code Uint8Array} has the address of its first byte. */
	private static final int DATA = 4;

	/** Where a {@code Uint8Array} has the number of its bytes. */
	private static final int LENGTH = 8;

	/**
	 * Return the results that a function has to have.
	 * @param convention how its result comes back
	 * @return the types
	 */
	static List<ValueType> types(ResultConvention convention) {
		return switch (convention) {
			case AUTO, PACKED, PACKED_LENGTH_FIRST -> List.of(ValueType.I64);
			case VALUES -> List.of(ValueType.I32, ValueType.I32);
			case POINTER, LENGTH_EXPORT, C_STRING, ASSEMBLY_SCRIPT -> List.of(ValueType.I32);
		};
	}

	/**
	 * Call a function and read its result.
	 * @param guest the instance
	 * @param function the function
	 * @param args its arguments
	 * @return the bytes, or {@code null} if it returned the pointer 0 in place of a
	 * result
	 */
	byte @Nullable [] call(Guest guest, WasmFunction function, Object[] args) {
		return switch (this.convention) {
			case PACKED, AUTO -> {
				long packed = function.callLong(args);
				yield take(guest, function, packed >>> Integer.SIZE, packed & UNSIGNED);
			}
			case PACKED_LENGTH_FIRST -> {
				long packed = function.callLong(args);
				yield take(guest, function, packed & UNSIGNED, packed >>> Integer.SIZE);
			}
			case VALUES -> {
				List<?> values = (List<?>) function.call(args);
				yield take(guest, function, unsigned(values, 0), unsigned(values, 1));
			}
			case POINTER, LENGTH_EXPORT, C_STRING, ASSEMBLY_SCRIPT ->
				follow(guest, function, Integer.toUnsignedLong(function.callInt(args)));
		};
	}

	private static long unsigned(@Nullable List<?> values, int index) {
		return (values != null && values.get(index) instanceof Integer value) ? Integer.toUnsignedLong(value) : 0;
	}

	private byte @Nullable [] follow(Guest guest, WasmFunction function, long pointer) {
		WasmMemory memory = guest.memory();
		if (this.convention == ResultConvention.LENGTH_EXPORT && this.length != null) {
			return take(guest, function, pointer, Integer.toUnsignedLong(this.exports.number(guest, this.length)));
		}
		if (pointer == 0) {
			return null;
		}
		return switch (this.convention) {
			case C_STRING -> takeCString(guest, function, pointer);
			case ASSEMBLY_SCRIPT -> isView(guest, function, pointer)
					? take(guest, function, word(memory, function, pointer + DATA, "its pointer"),
							word(memory, function, pointer + LENGTH, "its length"))
					: take(guest, function, pointer, word(memory, function, pointer - Integer.BYTES, "its length"));
			default -> take(guest, function, word(memory, function, pointer, "its pointer"),
					word(memory, function, pointer + Integer.BYTES, "its length"));
		};
	}

	/**
	 * Whether an object of AssemblyScript is a {@code Uint8Array}, by the id before it.
	 */
	private boolean isView(Guest guest, WasmFunction function, long pointer) {
		return this.bytesClass != null && word(guest.memory(), function, pointer - CLASS, "its class") == this.exports
			.numberOrLiteral(guest, this.bytesClass);
	}

	private static long word(WasmMemory memory, WasmFunction function, long at, String what) {
		long size = memory.size();
		if (at < 0 || at > size - Integer.BYTES) {
			throw past(function, what + " lies", at, Integer.BYTES, size);
		}
		return Integer.toUnsignedLong(memory.readInt(at));
	}

	private byte[] take(Guest guest, WasmFunction function, long pointer, long length) {
		WasmMemory memory = guest.memory();
		long size = memory.size();
		if (length != 0 && length > size - pointer) {
			throw past(function, "it lies", pointer, length, size);
		}
		byte[] bytes = (length != 0) ? memory.read(pointer, (int) length) : new byte[0];
		free(guest, pointer, length);
		return bytes;
	}

	private byte[] takeCString(Guest guest, WasmFunction function, long pointer) {
		WasmMemory memory = guest.memory();
		long end = zeroByte(memory, function, pointer);
		byte[] bytes = memory.read(pointer, (int) (end - pointer));
		free(guest, pointer, bytes.length + 1L);
		return bytes;
	}

	private static long zeroByte(WasmMemory memory, WasmFunction function, long pointer) {
		long size = memory.size();
		byte[] block = new byte[BLOCK];
		for (long at = pointer; at < size; at += BLOCK) {
			int length = (int) Math.min(BLOCK, size - at);
			memory.read(at, block, 0, length);
			for (int i = 0; i < length; i++) {
				if (block[i] == 0) {
					return at + i;
				}
			}
		}
		throw past(function, "no zero byte ends it, and it reaches", pointer, Math.max(0, size - pointer), size);
	}

	private void free(Guest guest, long pointer, long length) {
		if (this.owned != null) {
			this.owned.freeResult(guest, (int) pointer, (int) length);
		}
	}

	private static WasmMemoryAccessException past(WasmFunction function, String what, long offset, long length,
			long size) {
		return new WasmMemoryAccessException("The result of '" + Wording.name(function.name()) + "' cannot be read: "
				+ what + " past the end of the memory", offset, length, size);
	}

}
