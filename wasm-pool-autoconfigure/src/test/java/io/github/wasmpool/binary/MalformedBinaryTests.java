package io.github.wasmpool.binary;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

import io.github.wasmpool.Effort;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.Wording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What begins as a module and is damaged is refused with the place of the damage, and
 * never takes anything down.
 */
class MalformedBinaryTests {

	private static final String ALL_SECTIONS = """
			(module
			  (import "env" "log" (func (param i32))) (import "env" "m" (memory 1)) (import "env" "g" (global i64))
			  (table 3 funcref) (global $count (export "count") (mut i32) (i32.const 7))
			  (func $start) (start $start)
			  (func (export "add") (param i32 i32) (result i32) (local f64 f64 i64)
			    (block (result i32) (i32.add (local.get 0) (local.get 1))))
			  (elem (i32.const 0) $start) (data (i32.const 16) "hello"))
			""";

	@Test
	void saysThatResourceFilteringReplacedBytes() {
		byte[] filtered = new String(Binaries.wat(ALL_SECTIONS.replace("16)", "200)").replace("7))", "-129))")),
				StandardCharsets.UTF_8)
			.getBytes(StandardCharsets.UTF_8);
		assertRefused(filtered, "module 'rules' was taken for text and is damaged: each byte from 80 on is replaced by"
				+ " EF BF BD, as the filtering of resources in a build does; exclude '*.wasm' from filtering");
	}

	@Test
	void saysThatBytesWereEncodedAsText() {
		byte[] encoded = new String(Binaries.wat(ALL_SECTIONS.replace("16)", "200)").replace("7))", "-129))")),
				StandardCharsets.ISO_8859_1)
			.getBytes(StandardCharsets.UTF_8);
		assertRefused(encoded, "module 'rules' was taken for text and is damaged: each byte from 80 on is encoded as");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4096 })
	void saysThatZerosFollow(int zeros) {
		byte[] module = Binaries.wat(ALL_SECTIONS);
		assertRefused(Arrays.copyOf(module, module.length + zeros), "module 'rules' ends at byte " + module.length
				+ ", and " + Wording.count(zeros, "byte") + " of nothing but zeros follow");
	}

	private static void assertRefused(byte[] binary, String sentence) {
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> Binaries.inspect(binary))
			.withMessageStartingWith(sentence)
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MALFORMED));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void saysWhereTheDamageIs(String damage, String hex, String sentence) {
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> Binaries.inspect(Binaries.hex(hex)))
			.withMessage("module 'rules' " + sentence + "; build it again")
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MALFORMED));
	}

	static Stream<Arguments> saysWhereTheDamageIs() {
		return Stream.of(
				Arguments.of("section cut off", "010401600000 0a8028 0000",
						"is damaged or was cut off: section 'code' at byte 14 says it is 5,120 bytes long but only 2"
								+ " follow"),
				Arguments.of("section of 4 GiB", "01ffffffff0f 00",
						"is damaged or was cut off: section 'type' at byte 8 says it is 4,294,967,295 bytes long but only"
								+ " 1 follow"),
				Arguments.of("section header cut off", "0180",
						"is malformed: section 'type', byte 10: an entry runs past the end of its section or function"
								+ " at byte 10"),
				Arguments.of("section of an unknown kind", "0e00",
						"is damaged: at byte 8 it has a section of the unknown kind 14"),
				Arguments.of("section twice", "0100 0100",
						"is damaged: section 'type' at byte 10 is repeated or out of order"),
				Arguments.of("sections out of order", "0a0100 03020100",
						"is damaged: section 'function' at byte 11 is repeated or out of order"),
				Arguments.of("section too long", "01020000",
						"is malformed: section 'type', byte 11: left over: 1 byte"),
				Arguments.of("billions of parameters", "01080160ffffffff0f00",
						"is malformed: section 'type', byte 17: 4,294,967,295 items are announced but no more"
								+ " than 1 byte can follow"),
				Arguments.of("integer of 36 bits", "0106ffffffffff00",
						"is malformed: section 'type', byte 15: an integer has more than 32 bits"),
				Arguments.of("unknown type", "0103016100",
						"is malformed: section 'type', byte 11: a type of the unknown kind 0x61"),
				Arguments.of("unknown value type", "010501 60010000",
						"is malformed: section 'type', byte 13: a value type of the unknown kind 0x0"),
				Arguments.of("name past the end", "0205010a616263",
						"is malformed: section 'import', byte 12: an entry runs past the end of its section or"
								+ " function at byte 15"),
				Arguments.of("import of an unknown kind", "020701 0161 0162 0500",
						"is malformed: section 'import', byte 15: an import or export of the unknown kind 5"),
				Arguments.of("unknown type index", "020701 0161 0162 0009",
						"is malformed: it refers to type 9 but has 0"),
				Arguments.of("table of numbers", "0404017f0001",
						"is malformed: section 'table', byte 11: a table of i32"),
				Arguments.of("limits of an unknown kind", "0503011001",
						"is malformed: section 'memory', byte 11: limits of the unknown kind 16"),
				Arguments.of("limits crossed", "050401010201",
						"is malformed: section 'memory', byte 11: limits of 2 to 1, the minimum is above the maximum"),
				Arguments.of("memory of 65,537 pages", "05050100818004",
						"is malformed: section 'memory', byte 11: a memory of 65,537 pages, WebAssembly allows 65,536"),
				Arguments.of("mutability unknown", "0606017f0541000b",
						"is malformed: section 'global', byte 12: a global of the unknown kind 5"),
				Arguments.of("export of a missing function", "07050101610003",
						"is malformed: it refers to function 3 but has 0"),
				Arguments.of("export twice", "0503010001 0709020161020001610200", "is malformed: it exports 'a' twice"),
				Arguments.of("missing start function", "080107", "is malformed: it refers to function 7 but has 0"),
				Arguments.of("start function with a parameter", "01050160017f00 03020100 080100 0a040102000b",
						"is malformed: its start function has the type (i32) -> () instead of () -> ()"),
				Arguments.of("code missing", "010401600000 03020100",
						"is malformed: it declares 1 function but has code for 0"),
				Arguments.of("function past the end", "010401600000 03020100 0a04010a000b",
						"is malformed: section 'code', byte 22: a function of 10 bytes of which only 2 follow"),
				Arguments.of("unknown instruction", "010401600000 03020100 0a05010300270b",
						"is malformed: section 'code', byte 23: the unknown instruction 0x27"),
				Arguments.of("unknown prefixed instruction", "010401600000 03020100 0a07010500fc99010b",
						"is malformed: section 'code', byte 23: the unknown instruction 0xfc 0x99"),
				Arguments.of("function without end", "010401600000 03020100 0a0401020001",
						"is malformed: section 'code', byte 24: function 0 does not end with 'end'"),
				Arguments.of("block of an unknown type", "010401600000 03020100 0a0701050002050b0b",
						"is malformed: section 'code', byte 24: a block of type 5 but there are 1"),
				Arguments.of("access to a missing table", "010401600000 03020100 0a090107 00 4100 2500 1a 0b",
						"is malformed: section 'code', byte 26: a reference to table 0 but there are 0"),
				Arguments.of("call through a missing table", "010401600000 03020100 0a090107 00 4100 110000 0b",
						"is malformed: section 'code', byte 27: a reference to table 0 but there are 0"),
				Arguments.of("copy of a missing table",
						"010401600000 03020100 0404017000 01 0a0e010c 00 4100 4100 4100 fc0e0001 0b",
						"is malformed: section 'code', byte 38: a reference to table 1 but there are 1"),
				Arguments.of("missing element segment",
						"010401600000 03020100 0404017000 01 0a0e010c 00 4100 4100 4100 fc0c0000 0b",
						"is malformed: section 'code', byte 37: a reference to element segment 0 but there are 0"),
				Arguments.of("size of a missing table", "010401600000 03020100 0a080106 00 fc1001 1a 0b",
						"is malformed: section 'code', byte 25: a reference to table 1 but there are 0"),
				Arguments.of("reference to a missing function", "010401600000 03020100 0a070105 00 d205 1a 0b",
						"is malformed: section 'code', byte 24: a reference to function 5 but there are 1"),
				Arguments.of("global that refers to a missing function", "0606017000d2070b",
						"is malformed: section 'global', byte 14: a reference to function 7 but there are 0"),
				Arguments.of("elements of no table", "0906010041000b00",
						"is malformed: section 'element', byte 11: a reference to table 0 but there are 0"),
				Arguments.of("elements of a missing table", "090801020341000b0000",
						"is malformed: section 'element', byte 12: a reference to table 3 but there are 0"),
				Arguments.of("missing function in a table", "040401700001 0907010041000b0107",
						"is malformed: section 'element', byte 22: a reference to function 7 but there are 0"),
				Arguments.of("element segment of an unknown kind", "09020109",
						"is malformed: section 'element', byte 11: an element segment of the unknown kind 9"),
				Arguments.of("data segment of an unknown kind", "0b020107",
						"is malformed: section 'data', byte 11: a data segment of the unknown kind 7"));
	}

	@Test
	void survivesEachTruncation() {
		for (byte[] whole : new byte[][] { Binaries.wat(ALL_SECTIONS), RealModules.SOURCE_MAP.binary() }) {
			for (int length = 0; length < whole.length; length++) {
				assertModuleOrRefusal(Arrays.copyOf(whole, length));
			}
		}
	}

	@Test
	void survivesEachDamagedByte() {
		byte[] whole = Binaries.wat(ALL_SECTIONS);
		for (int i = 0; i < whole.length; i++) {
			for (int value = 0; value < 256; value += Effort.of(5, 1)) {
				byte[] damaged = whole.clone();
				damaged[i] = (byte) value;
				assertModuleOrRefusal(damaged);
			}
		}
	}

	private static void assertModuleOrRefusal(byte[] binary) {
		try {
			Binaries.inspect(binary).rewrite(MemoryLimits.ofModule());
		}
		catch (WasmModuleException ex) {
			assertThat(ex).hasMessageStartingWith("module 'rules' ");
		}
	}

	@Test
	void acceptsTheWholeFixture() {
		assertThatCode(() -> Binaries.inspect(Binaries.wat(ALL_SECTIONS))).doesNotThrowAnyException();
	}

}
