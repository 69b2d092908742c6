package io.github.wasmpool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Guests that toolchains made for WASI. Their sources are beside them.
 */
public enum WasiGuests {

	/** A command from Rust: does what its first argument says. */
	TOOL("tool.wasm"),

	/** A command from C: counts lines, words and bytes. */
	WORDS("words.wasm"),

	/** A reactor from C: keeps a state and prints. */
	GREETER("greeter.wasm");

	private final String file;

	WasiGuests(String file) {
		this.file = file;
	}

	/**
	 * Return the name of the file.
	 */
	public String file() {
		return this.file;
	}

	/**
	 * Read the module.
	 * @return its binary
	 */
	public byte[] binary() {
		try (InputStream input = WasiGuests.class.getResourceAsStream("wasi/" + this.file)) {
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
	 * Begin to build the module, by the name of its file.
	 * @param runtime the runtime to build it with
	 * @return its builder
	 */
	public WasmModuleBuilder module(WasmRuntime runtime) {
		return runtime.module(binary()).name(this.file);
	}

}
