package io.github.wasmpool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * Guests that share a memory. Their text lies beside them.
 */
public final class SharedGuests {

	private SharedGuests() {
	}

	/**
	 * Return a guest that calls nobody.
	 */
	public static byte[] guest() {
		return read("shared/guest.wasm");
	}

	/**
	 * Return a guest that calls Java.
	 */
	public static byte[] caller() {
		return read("shared/caller.wasm");
	}

	private static byte[] read(String name) {
		try (InputStream stream = SharedGuests.class.getResourceAsStream(name)) {
			return Objects.requireNonNull(stream).readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
