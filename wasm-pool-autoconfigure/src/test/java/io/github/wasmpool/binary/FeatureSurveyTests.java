package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * All features that are not to be had are found at once, behind anything that a module
 * can hold. A wrong step past an immediate would find the tail call 0x12 in it.
 */
class FeatureSurveyTests {

	/** (type (struct)), for which each module is refused at first. */
	private static final String REFUSED = "01{01 [GARBAGE_COLLECTION]5f00}";

	private static final GuestFeatures NONE = new GuestFeatures(false, false);

	@ParameterizedTest
	@MethodSource("sections")
	void findsAllThatAreUsed(String sections) {
		Marked marked = Marked.read(sections);
		String expected = marked.features.stream()
			.map((each) -> each.feature.describe(each.offset + 8))
			.collect(Collectors.joining("; it also uses "));
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> BinaryModule.inspect("rules", Binaries.hex(marked.hex()), ModuleLimits.DEFAULTS, NONE,
					false, false))
			.withMessage("module 'rules' uses " + expected);
	}

	static Stream<String> sections() {
		return Stream.of(
				// types: structs, arrays, groups, subtypes, functions, continuations
				"01{07 [GARBAGE_COLLECTION]5f 02 7f00 7e01  5e7f00  4e 02 5f00 600000  500112 600000"
						+ " 60 02 7f7e 017d  [STACK_SWITCHING]5d12  60 02 [FUNCTION_REFERENCES]639201 [SIMD]7b 00}",
				"01{02 [GARBAGE_COLLECTION]5f01 646e 00 60 01 [EXCEPTIONS]69 00}",
				// imports: a function, a table, memories, a global, a tag
				REFUSED + "02{06 01610162 0012  01610162 01700112 13  01610162 020112 13 01610162 0200 12"
						+ " 01610162 037f00  01610162 [EXCEPTIONS]040012}",
				REFUSED + "02{02 01610162 03[STACK_SWITCHING]6800 01610162 02[THREADS]0312 13}",
				REFUSED + "02{02 01610162 01[STACK_SWITCHING]750012 01610162 03 7f [SHARED_GLOBALS]03}",
				// tables
				REFUSED + "04{03 700012 700112 13 [FUNCTION_REFERENCES]4000 700012 d0700b}",
				REFUSED + "04{02 [FUNCTION_REFERENCES]4000 700012 4100 4112 [EXTENDED_CONST]6a 0b 6f[MEMORY64]0412}",
				REFUSED + "04{02 70[CUSTOM_PAGE_SIZES]081212 70[THREADS]0312 13}",
				// memories
				REFUSED + "05{03 0012 [MULTIPLE_MEMORIES]0112 13 [MEMORY64]0412}",
				REFUSED + "05{03 [CUSTOM_PAGE_SIZES]091212 12 [MULTIPLE_MEMORIES][THREADS]0312 13 0012}",
				// tags
				REFUSED + "0d{[EXCEPTIONS]01 0012}",
				// globals
				REFUSED + "06{04 7f00 4112 0b  7e01 4292120b  7f [SHARED_GLOBALS]03 41120b"
						+ " 7e00 4212 4213 [EXTENDED_CONST]7c 0b}",
				// elements: of each kind, then one more
				REFUSED + "09{09 00 41120b 0112  01 00 0112  02 12 41120b 00 0112  03 00 0112  04 41120b 01 d2120b"
						+ " 05 70 01 d2120b  06 12 41120b 70 01 d2120b  07 70 01 d2120b"
						+ " 00 4112 4112 [EXTENDED_CONST]6b 0b 0112}",
				REFUSED + "09{02 05 [EXCEPTIONS]74 01 d074 0b  07 70 01 [THREADS]fe0300 0b}",
				// data: of each kind, then one more
				REFUSED + "0b{04 00 41120b 026162  01 026162  02 12 41120b 026162"
						+ " 00 4112 4112 [EXTENDED_CONST]6c 0b 00}",
				// code: each immediate
				function("0240 027f 0212 0c12 0d12 0e02121212 1012 11 1212 2012 2312 2512 26 12 419212"
						+ " 429292929212 4312121212 441212121212121212 281212 36129212 3f12 4012 1c017f d070 d06f"
						+ " d212 [THREADS]fe0300"),
				function("fc0812 12 fc0912 fc0a12 12 fc0b12 fc0c12 12 fc0d12 fc0e12 12 fc0f12 fc1012 fc1112"
						+ " [WIDE_ARITHMETIC]fc13 fc16"),
				function("[SIMD]fd0c12121212121212121212121212121212 fd0d12121212121212121212121212121212"
						+ " fd1512 fd001212 fd54121212 fdff01 [RELAXED_SIMD]fd8002"),
				function("[RELAXED_SIMD]fdaf02 [THREADS]fe001212 [SIMD]fd0b1212"),
				function("[EXCEPTIONS]0640 0712 0812 0912 1812 19 1f40 03 0012 12 0112 12 0212 [THREADS]fe101212"),
				function("[FUNCTION_REFERENCES]1412 [TAIL_CALLS]1212 131212 [STACK_SWITCHING]e012"),
				function("d0[FUNCTION_REFERENCES]12 d06e [THREADS]fe101212"),
				function("28[MULTIPLE_MEMORIES]421212 [THREADS]fe0300"),
				function("1c01[SIMD]7b 02[FUNCTION_REFERENCES]6312 [THREADS]fe0300"), function("1c01[SIMD]7b"),
				// locals, and functions of which the rest cannot be read
				REFUSED + "0a{03 {03 127f 137e 12[SIMD]7b 410b} {00 44} {00 [THREADS]fe03 00}}");
	}

	private static String function(String instructions) {
		return REFUSED + "0a{02 {00 " + instructions + " 0b} {02 127f 127e 0b}}";
	}

	@ParameterizedTest
	@ValueSource(strings = { "[EXTENDED_CONST]6a", "[EXTENDED_CONST]6b", "[EXTENDED_CONST]6c", "[EXTENDED_CONST]7c",
			"[EXTENDED_CONST]7d", "[EXTENDED_CONST]7e", "69", "6d", "7b", "7f" })
	void constantsMayNeitherAddNorSubtractNorMultiply(String instruction) {
		findsAllThatAreUsed(REFUSED + "06{01 7f00 4101 4102 " + instruction + "0b}");
	}

	/**
	 * Bytes in hexadecimal, of which some are known to use a feature.
	 *
	 * @param bytes the bytes
	 * @param features what they use, in their order
	 */
	private record Marked(List<Integer> bytes, List<Use> features) {

		/**
		 * Read a text.
		 * @param text digits, names of features in brackets before the byte that uses
		 * one, and braces around bytes that follow their number
		 */
		static Marked read(String text) {
			List<Marked> open = new ArrayList<>(List.of(empty()));
			for (int at = 0; at < text.length(); at++) {
				Marked last = open.get(open.size() - 1);
				switch (text.charAt(at)) {
					case ' ' -> {
					}
					case '{' -> open.add(empty());
					case '}' -> {
						open.remove(open.size() - 1);
						open.get(open.size() - 1).addCounted(last);
					}
					case '[' -> {
						int end = text.indexOf(']', at);
						last.features.add(new Use(Feature.valueOf(text.substring(at + 1, end)), last.bytes.size()));
						at = end;
					}
					default -> {
						last.bytes.add(Integer.parseInt(text, at, at + 2, 16));
						at++;
					}
				}
			}
			return open.get(0);
		}

		private static Marked empty() {
			return new Marked(new ArrayList<>(), new ArrayList<>());
		}

		private void addCounted(Marked inner) {
			for (byte each : new ByteWriter().u32(inner.bytes.size()).toByteArray()) {
				this.bytes.add(each & 0xFF);
			}
			inner.features.forEach((use) -> this.features.add(new Use(use.feature, this.bytes.size() + use.offset)));
			this.bytes.addAll(inner.bytes);
		}

		String hex() {
			return this.bytes.stream().map("%02x"::formatted).collect(Collectors.joining());
		}

	}

	/**
	 * A feature, and where it is used.
	 */
	private record Use(Feature feature, int offset) {
	}

}
