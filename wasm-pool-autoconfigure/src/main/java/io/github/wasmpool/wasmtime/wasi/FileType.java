package io.github.wasmpool.wasmtime.wasi;

import java.nio.file.attribute.BasicFileAttributes;

/**
 * Kinds of files, as WASI numbers them.
 */
enum FileType {

	UNKNOWN(0), CHARACTER_DEVICE(2), DIRECTORY(3), REGULAR_FILE(4), SYMBOLIC_LINK(7);

	private final byte value;

	FileType(int value) {
		this.value = (byte) value;
	}

	byte value() {
		return this.value;
	}

	static FileType of(BasicFileAttributes attributes) {
		if (attributes.isRegularFile()) {
			return REGULAR_FILE;
		}
		if (attributes.isDirectory()) {
			return DIRECTORY;
		}
		return attributes.isSymbolicLink() ? SYMBOLIC_LINK : UNKNOWN;
	}

}
