package io.github.wasmpool.binary;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is not a module is refused with a sentence that says what it is.
 */
class HeaderTests {

	@Test
	void acceptsAnEmptyModule() {
		assertThat(Binaries.inspect(Binaries.hex("")).exports()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource
	void saysWhatATextIs(String text, String sentence) {
		assertRefused(text.getBytes(StandardCharsets.UTF_8), sentence);
	}

	static Stream<Arguments> saysWhatATextIs() {
		String wat = "is WebAssembly text; compile it with wat2wasm first";
		String script = "is a script, perhaps the JavaScript that loads the module; name the .wasm file beside it";
		return Stream.of(Arguments.of("(module)", wat),
				Arguments.of("\n ;; a comment\n (; another\n one ;)\n(module (func))", wat),
				Arguments.of("\uFEFF(module)", wat), Arguments.of("(func $grüße)", wat),
				Arguments.of("(function () { return 1; })();", script),
				Arguments.of("// loader\nvar Module = {};", script),
				Arguments.of("export async function instantiate() {}", script),
				Arguments.of("<!DOCTYPE html><title>404</title>",
						"is an HTML or XML page, perhaps an error page saved under this name; name a .wasm file"),
				Arguments.of("version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
						"is a Git LFS pointer, not the file itself; fetch it with 'git lfs pull'"),
				Arguments.of("AGFzbQEAAAA=", "is a WebAssembly binary in base64; decode it first"),
				Arguments.of("hello, world",
						"is text, not a WebAssembly binary; if it is WebAssembly text, compile it with wat2wasm"
								+ " first"));
	}

	@ParameterizedTest
	@MethodSource
	void saysWhatABinaryIs(String hex, String sentence) {
		assertRefused(HexFormat.of().parseHex(hex), sentence);
	}

	static Stream<Arguments> saysWhatABinaryIs() {
		String component = "is a component, this engine runs core modules only; compile it for a core target"
				+ " (wasm32-unknown-unknown or wasm32-wasip1), or take the core module out of the component";
		return Stream.of(Arguments.of("", "is empty (0 bytes); check that the build wrote the .wasm file"),
				Arguments.of("00",
						"is too short for a WebAssembly module: it has 1 byte, the header alone has 8; check that the"
								+ " file was written completely"),
				Arguments.of("0061736d0100",
						"is too short for a WebAssembly module: it has 6 bytes, the header alone has 8; check that the"
								+ " file was written completely"),
				Arguments.of("00".repeat(64),
						"holds nothing but zeros (64 bytes); check what wrote or copied the file"),
				Arguments.of("0061736d0d000100", component), Arguments.of("0061736d0a000100", component),
				Arguments.of("0061736d02000000",
						"has the version bytes 02000000, this engine runs version 1 (01000000) only; the file is"
								+ " damaged or made by an outdated tool"),
				Arguments.of("504b03041400000008", "is a zip or jar archive; unpack it and name the .wasm file inside"),
				Arguments.of("504b0506000000", "is an empty zip or jar archive; name a .wasm file"),
				Arguments.of("1f8b0800000000", "is compressed with gzip; decompress it first"),
				Arguments.of("7f454c46020101",
						"is native code (ELF): a program, a library or a module already compiled for one engine; name"
								+ " the .wasm file it was made from"),
				Arguments.of("4d5a9000", "is native code for Windows; compile the source for a WebAssembly target"),
				Arguments.of("4243c0de35", "is LLVM bitcode; link it into a .wasm file first"),
				Arguments.of("213c617263683e0a", "is a library of object files (.a); link it into a .wasm file first"),
				Arguments.of("cafebabe0000003d",
						"is a Java class file or native code for macOS; compile the source for a WebAssembly target"),
				Arguments.of("89504e470d0a1a0a00",
						"is not a WebAssembly binary: it begins with the bytes 89504e47, a module with 0061736d; name"
								+ " a .wasm file"));
	}

	private static void assertRefused(byte[] file, String sentence) {
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> BinaryModule.inspect("orders", file, ModuleLimits.DEFAULTS))
			.withMessage("module 'orders' " + sentence)
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.NOT_A_MODULE));
	}

}
