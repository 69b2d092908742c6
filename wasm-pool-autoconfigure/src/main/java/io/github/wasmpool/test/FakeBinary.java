package io.github.wasmpool.test;

import java.util.List;
import java.util.Objects;

import io.github.wasmpool.binary.ByteWriter;
import io.github.wasmpool.host.HostFunction;

/**
 * Writes the binary of a fake module: a memory, and each import exported again.
 */
final class FakeBinary {

	private static final int FUNCTION = 0;

	private static final int MEMORY = 2;

	private FakeBinary() {
	}

	static byte[] write(List<HostFunction> functions) {
		int count = functions.size();
		ByteWriter types = new ByteWriter().u32(count);
		ByteWriter imports = new ByteWriter().u32(count);
		ByteWriter exports = new ByteWriter().u32(count + 1L).name("memory").u8(MEMORY).u32(0);
		for (int i = 0; i < count; i++) {
			HostFunction function = functions.get(i);
			types.type(Objects.requireNonNull(function.type()));
			imports.name(function.module()).name(function.name()).u8(FUNCTION).u32(i);
			exports.name(function.name()).u8(FUNCTION).u32(i);
		}
		ByteWriter onePageOrMore = new ByteWriter().u32(1).u8(0).u32(1);
		return ByteWriter.ofModule()
			.section(1, types)
			.section(2, imports)
			.section(5, onePageOrMore)
			.section(7, exports)
			.toByteArray();
	}

}
