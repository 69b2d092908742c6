package io.github.wasmpool.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * What the arguments of one call take of the memory of a guest, until the call is over.
 */
final class Allocations implements AutoCloseable {

	private static final long ALIGNMENT = 8;

	private final Guest guest;

	private final Abi abi;

	private final @Nullable ArgumentBuffer buffer;

	/** Where the next argument goes in the buffer. */
	private long next;

	private final Deque<Allocation> own = new ArrayDeque<>(2);

	Allocations(Guest guest, Abi abi) {
		this.guest = guest;
		this.abi = abi;
		ArgumentBuffer buffer = guest.state().buffer();
		this.buffer = (buffer != null && buffer.take()) ? buffer : null;
		this.next = (buffer != null) ? buffer.address() : 0;
	}

	/**
	 * Put an argument into the guest.
	 * @param bytes the argument
	 * @param classId what it is to be in AssemblyScript
	 * @return where it is
	 */
	int place(byte[] bytes, int classId) {
		ArgumentBuffer buffer = this.buffer;
		if (buffer != null && bytes.length == 0) {
			return (int) buffer.address();
		}
		if (buffer != null && bytes.length <= buffer.address() + buffer.capacity() - this.next) {
			long at = this.next;
			this.guest.memory().write(at, bytes);
			this.next = (at + bytes.length + ALIGNMENT - 1) & -ALIGNMENT;
			return (int) at;
		}
		return allocate(bytes, classId);
	}

	private int allocate(byte[] bytes, int classId) {
		Allocator allocator = this.abi.allocator();
		if (allocator == null) {
			throw new WasmException("An argument of " + Wording.count(bytes.length, "byte")
					+ " does not fit into what is free of the guest's input buffer, and the guest has no "
					+ "allocator; make the buffer larger, or export 'malloc' and 'free'");
		}
		int pointer = allocate(allocator, bytes, classId);
		OptionalInt view = (classId == Text.BUFFER_CLASS) ? allocator.bytesClass(this.guest) : OptionalInt.empty();
		return view.isPresent() ? allocate(allocator, view(pointer, bytes.length), view.getAsInt()) : pointer;
	}

	private int allocate(Allocator allocator, byte[] bytes, int classId) {
		int pointer = allocator.allocate(this.guest, bytes.length, classId);
		this.own.push(new Allocation(pointer, bytes.length));
		WasmMemory memory = this.guest.memory();
		long at = Integer.toUnsignedLong(pointer);
		if (bytes.length > memory.size() - at) {
			throw new WasmMemoryAccessException("The guest allocated past the end of its memory", at, bytes.length,
					memory.size());
		}
		memory.write(at, bytes);
		return pointer;
	}

	/**
	 * Write a view of all of an {@code ArrayBuffer}, as {@code Uint8Array} has it: the
	 * buffer, where its bytes begin, how many there are.
	 */
	private static byte[] view(int buffer, int length) {
		return ByteBuffer.allocate(3 * Integer.BYTES)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(buffer)
			.putInt(buffer)
			.putInt(length)
			.array();
	}

	/**
	 * Free what was allocated. An instance that is broken is not entered again: its
	 * memory is freed with it.
	 */
	@Override
	public void close() {
		if (this.buffer != null) {
			this.buffer.giveBack();
		}
		Allocator allocator = this.abi.allocator();
		if (allocator != null && this.abi.freesArguments()) {
			while (!this.own.isEmpty() && this.guest.isHealthy()) {
				Allocation allocation = this.own.pop();
				allocator.free(this.guest, allocation.pointer(), allocation.size());
			}
		}
	}

	/**
	 * What the guest allocated.
	 */
	private record Allocation(int pointer, int size) {

	}

}
