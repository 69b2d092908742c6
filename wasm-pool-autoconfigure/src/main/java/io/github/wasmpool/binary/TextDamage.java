package io.github.wasmpool.binary;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;

/**
 * What becomes of a binary that a build, or a tool, took for text: its bytes from 0x80 on
 * are replaced, while its header, which has none, stays as it was.
 */
final class TextDamage {

	private static final String REMEDY = "exclude '*.wasm' from filtering (with Maven, add 'wasm' to"
			+ " <nonFilteredFileExtensions> of the maven-resources-plugin; with Gradle, leave it out of what 'filter' and"
			+ " 'expand' see), and copy the module again";

	private TextDamage() {
	}

	/**
	 * Explain why a binary is malformed.
	 * @param module what messages call the module
	 * @param binary the binary
	 * @param failure why it was refused
	 * @return the failure, or one that says that the binary was taken for text
	 */
	static WasmModuleException explain(String module, byte[] binary, WasmModuleException failure) {
		if (failure.getReason() != Reason.MALFORMED) {
			return failure;
		}
		int replaced = 0;
		int widened = 0;
		int at = 0;
		while (at < binary.length) {
			if (binary[at] >= 0) {
				at++;
			}
			else if (is(binary, at, 0xEF, 0xBF, 0xBD)) {
				replaced++;
				at += 3;
			}
			else if (isWidened(binary, at)) {
				widened++;
				at += 2;
			}
			else {
				return failure;
			}
		}
		if (widened == 0 && replaced == 0) {
			return failure;
		}
		return new WasmModuleException(Reason.MALFORMED,
				"module '" + module + "' was taken for text and is damaged: "
						+ ((widened == 0) ? "each byte from 80 on is replaced by EF BF BD"
								: "each byte from 80 on is encoded as UTF-8")
						+ ", as the filtering of resources in a build does; " + REMEDY,
				failure);
	}

	/**
	 * Whether a byte was encoded as two: C2 or C3, and one from 80 to BF.
	 */
	private static boolean isWidened(byte[] binary, int at) {
		return (binary[at] & 0xFE) == 0xC2 && at + 1 < binary.length && (binary[at + 1] & 0xC0) == 0x80;
	}

	private static boolean is(byte[] binary, int at, int... bytes) {
		for (int i = 0; i < bytes.length; i++) {
			if (at + i >= binary.length || (binary[at + i] & 0xFF) != bytes[i]) {
				return false;
			}
		}
		return true;
	}

}
