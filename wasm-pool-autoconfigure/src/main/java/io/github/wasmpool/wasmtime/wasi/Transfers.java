package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.github.wasmpool.WasmMemory;

/**
 * Reading and writing. Bytes pass through a buffer of the host's choice, not one as large
 * as a guest says, and no more than a mebibyte a call: WASI allows for less being read or
 * written than was asked for.
 */
final class Transfers {

	static final int MOST_VECTORS = 1024;

	static final int MOST_BYTES = 1 << 20;

	private static final int CHUNK = 64 << 10;

	private Transfers() {
	}

	static void read(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		Descriptor descriptor = context.descriptors().get(call.int32(0));
		fill(call, call.room(3, 4), descriptor::read);
	}

	static void write(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		Descriptor descriptor = context.descriptors().get(call.int32(0));
		drain(call, call.room(3, 4), descriptor::write);
	}

	static void readAt(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenFile file = context.descriptors().get(call.int32(0)).file();
		Errno.BADF.unless(file.has(Rights.FD_READ));
		file.require(Rights.FD_SEEK);
		long[] position = { position(call) };
		fill(call, call.room(4, 4), (into, length) -> {
			int read = file.channel().read(ByteBuffer.wrap(into, 0, length), position[0]);
			position[0] += Math.max(read, 0);
			return read;
		});
	}

	static void writeAt(WasiContext context, WasiCall call) throws IOException, ErrnoException {
		OpenFile file = context.descriptors().get(call.int32(0)).file();
		Errno.BADF.unless(file.has(Rights.FD_WRITE));
		file.require(Rights.FD_SEEK);
		long[] position = { position(call) };
		drain(call, call.room(4, 4), (data, length) -> {
			ByteBuffer buffer = ByteBuffer.wrap(data, 0, length);
			while (buffer.hasRemaining()) {
				position[0] += file.channel().write(buffer, position[0]);
			}
		});
	}

	private static long position(WasiCall call) throws ErrnoException {
		long position = call.int64(3);
		Errno.INVAL.unless(position >= 0 && position <= Long.MAX_VALUE - MOST_BYTES);
		return position;
	}

	private static void fill(WasiCall call, long result, Source source) throws IOException, ErrnoException {
		WasmMemory memory = call.memory();
		long[] vectors = vectors(call);
		byte[] chunk = new byte[chunkSize(vectors)];
		int total = 0;
		for (int i = 0; i < vectors.length; i += 2) {
			int done = 0;
			while (done < vectors[i + 1]) {
				int length = (int) Math.min(chunk.length, vectors[i + 1] - done);
				int read = source.read(chunk, length);
				if (read > 0) {
					memory.write(vectors[i] + done, chunk, 0, read);
					done += read;
					total += read;
				}
				if (read < length) {
					memory.writeInt(result, total);
					return;
				}
			}
		}
		memory.writeInt(result, total);
	}

	private static void drain(WasiCall call, long result, Sink sink) throws IOException, ErrnoException {
		WasmMemory memory = call.memory();
		long[] vectors = vectors(call);
		byte[] chunk = new byte[chunkSize(vectors)];
		int total = 0;
		for (int i = 0; i < vectors.length; i += 2) {
			int done = 0;
			while (done < vectors[i + 1]) {
				int length = (int) Math.min(chunk.length, vectors[i + 1] - done);
				memory.read(vectors[i] + done, chunk, 0, length);
				sink.write(chunk, length);
				done += length;
			}
			total += done;
		}
		if (total == 0) {
			// For what says that it cannot be written
			sink.write(chunk, 0);
		}
		memory.writeInt(result, total);
	}

	/** Read the addresses and lengths, all of which have to be inside the memory. */
	private static long[] vectors(WasiCall call) throws ErrnoException {
		WasmMemory memory = call.memory();
		long count = call.pointer(2);
		Errno.INVAL.unless(count <= MOST_VECTORS);
		long[] vectors = new long[2 * (int) count];
		long left = MOST_BYTES;
		for (int i = 0; i < vectors.length; i += 2) {
			long at = call.pointer(1) + 4L * i;
			vectors[i] = Integer.toUnsignedLong(memory.readInt(at));
			long length = Integer.toUnsignedLong(memory.readInt(at + 4));
			Errno.FAULT.unless(vectors[i] + length <= memory.size());
			vectors[i + 1] = Math.min(length, left);
			left -= vectors[i + 1];
		}
		return vectors;
	}

	private static int chunkSize(long[] vectors) {
		long longest = 0;
		for (int i = 1; i < vectors.length; i += 2) {
			longest = Math.max(longest, vectors[i]);
		}
		return (int) Math.min(CHUNK, longest);
	}

	@FunctionalInterface
	private interface Source {

		int read(byte[] into, int length) throws IOException, ErrnoException;

	}

	@FunctionalInterface
	private interface Sink {

		void write(byte[] data, int length) throws IOException, ErrnoException;

	}

}
