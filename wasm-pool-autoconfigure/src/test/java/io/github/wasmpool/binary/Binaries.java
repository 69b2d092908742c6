package io.github.wasmpool.binary;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

import io.github.wasmpool.Wat;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.type.MemoryLimits;

/**
 * Where the tests have their binaries from.
 */
final class Binaries {

	private static final String HEADER = "0061736d01000000";

	private Binaries() {
	}

	static byte[] wat(String text) {
		return Wat.compile(text);
	}

	/**
	 * Make a binary of sections.
	 * @param sections the bytes after the header, in hexadecimal; blanks do not matter
	 * @return the binary
	 */
	static byte[] hex(String sections) {
		return HexFormat.of().parseHex(HEADER + sections.replaceAll("\\s", ""));
	}

	static byte[] resource(String name) {
		try (InputStream stream = Binaries.class.getClassLoader().getResourceAsStream(name)) {
			if (stream == null) {
				throw new IllegalStateException("No resource '" + name + "'");
			}
			return stream.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static BinaryModule inspect(byte[] binary) {
		return BinaryModule.inspect("rules", binary, ModuleLimits.DEFAULTS);
	}

	static GuestBinary rewrite(String wat) {
		return rewrite(wat, MemoryLimits.ofModule());
	}

	static GuestBinary rewrite(String wat, MemoryLimits limits) {
		return inspect(wat(wat)).rewrite(limits);
	}

}
