package io.github.wasmpool.wasmtime.wasi;

import java.util.List;

import io.github.wasmpool.WasmMemory;

/**
 * What a guest is started with, and randomness.
 */
final class Surroundings {

	/** How much randomness is made at once, between looks at the clock. */
	private static final int RANDOM_CHUNK = 64 << 10;

	private Surroundings() {
	}

	static void argsGet(WasiContext context, WasiCall call) {
		writeAll(context.args(), call);
	}

	static void argsSizesGet(WasiContext context, WasiCall call) {
		writeSizes(context.args(), call);
	}

	static void environGet(WasiContext context, WasiCall call) {
		writeAll(context.host().environment(), call);
	}

	static void environSizesGet(WasiContext context, WasiCall call) {
		writeSizes(context.host().environment(), call);
	}

	private static void writeSizes(List<byte[]> strings, WasiCall call) {
		WasmMemory memory = call.memory();
		memory.writeInt(call.pointer(0), strings.size());
		memory.writeInt(call.pointer(1), strings.stream().mapToInt((string) -> string.length).sum());
	}

	private static void writeAll(List<byte[]> strings, WasiCall call) {
		WasmMemory memory = call.memory();
		long pointers = call.pointer(0);
		long at = call.pointer(1);
		for (byte[] string : strings) {
			memory.writeInt(pointers, (int) at);
			memory.write(at, string);
			pointers += 4;
			at += string.length;
		}
	}

	static void random(WasiContext context, WasiCall call) throws ErrnoException {
		WasmMemory memory = call.memory();
		long at = call.pointer(0);
		long end = at + call.pointer(1);
		Errno.FAULT.unless(end <= memory.size());
		RandomStream stream = new RandomStream(end - at);
		byte[] chunk = new byte[(int) Math.min(end - at, RANDOM_CHUNK)];
		while (at < end) {
			int length = (int) Math.min(end - at, chunk.length);
			stream.next(chunk, length);
			memory.write(at, chunk, 0, length);
			at += length;
			Errno.INTR.unless(at == end || call.mayGoOn());
		}
	}

	static void yieldNow(WasiContext context, WasiCall call) {
		// Each guest has a thread of its own, so there is nobody to yield to
	}

}
