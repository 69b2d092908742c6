package io.github.wasmpool.binary;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.Wording;

/**
 * The first bytes of a file, which tell what it is. The engine has one message for all
 * that is not a module; here each usual mistake has its own.
 */
final class Header {

	/**
	 * The bytes of a module's header: magic number and version.
	 */
	static final int SIZE = 8;

	private static final int LOOKED_AT = 1024;

	private static final String MAGIC = "0061736d";

	private static final Map<String, String> OTHERS = Map.of("504b0304",
			"is a zip or jar archive; unpack it and name the .wasm file inside", "504b0506",
			"is an empty zip or jar archive; name a .wasm file", "1f8b", "is compressed with gzip; decompress it first",
			"7f454c46",
			"is native code (ELF): a program, a library or a module already compiled for one engine;"
					+ " name the .wasm file it was made from",
			"4d5a", "is native code for Windows; compile the source for a WebAssembly target", "4243c0de",
			"is LLVM bitcode; link it into a .wasm file first", "213c617263683e",
			"is a library of object files (.a); link it into a .wasm file first", "cafebabe",
			"is a Java class file or native code for macOS; compile the source for a WebAssembly target");

	private static final Pattern COMMENTS = Pattern.compile("\\A\\uFEFF?(?:\\s+|;;[^\\n]*(?:\\n|\\z)|\\(;.*?;\\))*",
			Pattern.DOTALL);

	private static final Pattern SCRIPT = Pattern.compile(
			"\\A(?:#!|//|/\\*|[\"']use strict|\\(\\(|\\(function|\\(async|(?:async )?function\\b|import\\b|export\\b"
					+ "|var\\b|let\\b|const\\b|class\\b|module\\.exports|!function)");

	private Header() {
	}

	/**
	 * Accept the header of a module, refuse everything else.
	 * @param module what messages call the module
	 * @param binary the file
	 */
	static void check(String module, byte[] binary) {
		if (binary.length == 0) {
			throw refusal(module, "is empty (0 bytes); check that the build wrote the .wasm file");
		}
		if (Sections.isZero(binary, 0) && binary.length >= SIZE) {
			throw refusal(module, "holds nothing but zeros (" + Wording.count(binary.length, "byte")
					+ "); check what wrote or copied the file");
		}
		String start = HexFormat.of().formatHex(binary, 0, Math.min(binary.length, SIZE));
		if (start.startsWith(MAGIC)) {
			checkVersion(module, binary, start);
			return;
		}
		OTHERS.forEach((magic, sentence) -> {
			if (start.startsWith(magic)) {
				throw refusal(module, sentence);
			}
		});
		String text = new String(binary, 0, Math.min(binary.length, LOOKED_AT), StandardCharsets.UTF_8);
		if (isPrintable(text)) {
			throw refusal(module, describe(text));
		}
		throw refusal(module,
				(binary.length < SIZE) ? tooShort(binary.length)
						: "is not a WebAssembly binary: it begins with the bytes " + start.substring(0, 8)
								+ ", a module with 0061736d; name a .wasm file");
	}

	private static void checkVersion(String module, byte[] binary, String start) {
		if (binary.length < SIZE) {
			throw refusal(module, tooShort(binary.length));
		}
		String version = start.substring(8);
		if (version.endsWith("0100")) {
			throw refusal(module, "is a component, this engine runs core modules only; compile it for a core target"
					+ " (wasm32-unknown-unknown or wasm32-wasip1), or take the core module out of the component");
		}
		if (!version.equals("01000000")) {
			throw refusal(module, "has the version bytes " + version
					+ ", this engine runs version 1 (01000000) only; the file is damaged or made by an outdated tool");
		}
	}

	private static String tooShort(int length) {
		return "is too short for a WebAssembly module: it has " + Wording.count(length, "byte")
				+ ", the header alone has " + SIZE + "; check that the file was written completely";
	}

	private static String describe(String text) {
		String code = COMMENTS.matcher(text).replaceFirst("");
		if (code.startsWith("version https://git-lfs")) {
			return "is a Git LFS pointer, not the file itself; fetch it with 'git lfs pull'";
		}
		if (code.startsWith("AGFzbQ")) {
			return "is a WebAssembly binary in base64; decode it first";
		}
		if (code.startsWith("<")) {
			return "is an HTML or XML page, perhaps an error page saved under this name; name a .wasm file";
		}
		if (SCRIPT.matcher(code).find()) {
			return "is a script, perhaps the JavaScript that loads the module; name the .wasm file beside it";
		}
		if (code.startsWith("(")) {
			return "is WebAssembly text; compile it with wat2wasm first";
		}
		return "is text, not a WebAssembly binary; if it is WebAssembly text, compile it with wat2wasm first";
	}

	private static boolean isPrintable(String text) {
		return text.chars().noneMatch((c) -> (c < ' ' && !Character.isWhitespace(c)) || c == 0x7F)
				&& text.substring(0, Math.max(0, text.length() - 2)).indexOf('\uFFFD') < 0;
	}

	private static WasmModuleException refusal(String module, String sentence) {
		return new WasmModuleException(Reason.NOT_A_MODULE, "module '" + module + "' " + sentence);
	}

}
