package io.github.wasmpool.test;

import java.util.List;
import java.util.Objects;

import io.github.wasmpool.binary.ModuleWriter;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryType;

/**
 * Writes the binary of a fake module: a memory, and each import exported again.
 */
final class FakeBinary {

	private static final MemoryType ONE_PAGE_OR_MORE = new MemoryType(1, null, false);

	private FakeBinary() {
	}

	static byte[] write(List<HostFunction> functions) {
		ModuleWriter module = new ModuleWriter();
		for (HostFunction function : functions) {
			FunctionType type = Objects.requireNonNull(function.type());
			module.export(function.name(), type, module.importing(function.module(), function.name(), type));
		}
		module.memory(ONE_PAGE_OR_MORE);
		module.export("memory", ONE_PAGE_OR_MORE, 0);
		return module.toByteArray();
	}

}
