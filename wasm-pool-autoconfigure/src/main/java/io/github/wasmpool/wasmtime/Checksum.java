package io.github.wasmpool.wasmtime;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import io.github.wasmpool.WasmException;

/**
 * Tells bytes from others.
 */
final class Checksum {

	private Checksum() {
	}

	static byte[] sha256(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new WasmException("Each Java platform has SHA-256", ex);
		}
	}

}
