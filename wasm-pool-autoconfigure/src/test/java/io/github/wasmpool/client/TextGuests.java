package io.github.wasmpool.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.ValueType;

/**
 * Guests that take and return text. Their sources are beside them.
 */
enum TextGuests {

	/** Every convention, with {@code malloc} and {@code free}, which count. */
	C("texts-c.wasm"),

	/** Packed results that belong to the caller, with sizes told on freeing. */
	RUST("texts-rust.wasm");

	private final String file;

	TextGuests(String file) {
		this.file = file;
	}

	byte[] binary() {
		try (InputStream input = TextGuests.class.getResourceAsStream(this.file)) {
			if (input == null) {
				throw new IllegalStateException("There is no '" + this.file + "'");
			}
			return input.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Compile the module, with a memory of up to 32 MiB.
	 * @param runtime the runtime to compile it with
	 * @return the module
	 */
	WasmModule module(WasmRuntime runtime) {
		return module(runtime, (caller, args) -> args[0]);
	}

	/**
	 * Compile the module with a body for the function it imports.
	 * @param runtime the runtime to compile it with
	 * @param host what {@code env.host} does, an i32 to an i32
	 * @return the module
	 */
	WasmModule module(WasmRuntime runtime, HostFunction.Body host) {
		FunctionType type = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));
		return runtime.module(binary())
			.name(this.file)
			.memory(new MemoryLimits(null, 512))
			.hostFunctions(HostFunction.of("env", "host", type, host))
			.build();
	}

}
