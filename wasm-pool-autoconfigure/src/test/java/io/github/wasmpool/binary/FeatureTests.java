package io.github.wasmpool.binary;

import java.util.stream.Stream;

import io.github.kawamuray.wasmtime.WasmtimeException;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.MemoryLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the engine lacks is refused by name, what it has is not.
 */
class FeatureTests {

	private static final String EXCEPTIONS = "uses exception handling (at byte %d), which this engine (Wasmtime 7)"
			+ " lacks; compile with '-fno-exceptions' (C and C++) or '-C panic=abort' (Rust)";

	private static final String GARBAGE_COLLECTION = "uses garbage collection (at byte %d), which this engine"
			+ " (Wasmtime 7) lacks; compile the source with a toolchain that manages memory inside the module";

	private static final String TAIL_CALLS = "uses tail calls (at byte %d), which this engine (Wasmtime 7) lacks;"
			+ " compile with '-mno-tail-call'";

	private static final String MEMORY64 = "uses 64-bit memory (at byte %d), which this engine (Wasmtime 7) lacks;"
			+ " compile for wasm32 instead of wasm64";

	private static final String MEMORIES = "uses multiple memories (at byte %d), which this engine (Wasmtime 7)"
			+ " lacks; link it with a single memory";

	private static final String REFERENCES = "uses typed function references (at byte %d), which this engine"
			+ " (Wasmtime 7) lacks; compile with '-mno-gc' and plain funcref tables";

	private static final String CONST = "uses extended constant expressions (at byte %d), which this engine"
			+ " (Wasmtime 7) lacks; compile with '-mno-extended-const'";

	private static final String THREADS = "uses threads (shared memory, atomics) (at byte %d), whose use is switched"
			+ " off; set 'features.threads' to true, or compile without '-pthread' and with '-mno-atomics'";

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void refusesWhatTheEngineLacks(String wat, String hex, int offset, String sentence) {
		byte[] binary = Binaries.hex(hex);
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> Binaries.inspect(binary))
			.withMessage("module 'rules' " + sentence.formatted(offset))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.UNSUPPORTED_FEATURE));
		assertThatExceptionOfType(WasmtimeException.class).isThrownBy(() -> Guest.compile(binary));
	}

	static Stream<Arguments> refusesWhatTheEngineLacks() {
		return Stream.of(
				Arguments.of("(func try catch_all end)", "010401600000 03020100 0a08010600 0640190b0b", 23, EXCEPTIONS),
				Arguments.of("(func try_table end)", "010401600000 03020100 0a08010600 1f40000b0b", 23, EXCEPTIONS),
				Arguments.of("(tag $e) (func throw $e)", "010401600000 03020100 0d03010000 0a06010400 08000b", 20,
						EXCEPTIONS),
				Arguments.of("(import 'a' 'b' (tag))", "010401600000 020801 0161 0162 04 0000", 21, EXCEPTIONS),
				Arguments.of("(func $f return_call $f)", "010401600000 03020100 0a06010400 12000b", 23, TAIL_CALLS),
				Arguments.of("(memory i64 1)", "0503010401", 11, MEMORY64),
				Arguments.of("(memory 1) (memory 1)", "05050200010001", 13, MEMORIES),
				Arguments.of("(global i32 (i32.add (i32.const 1) (i32.const 2)))", "0609017f00410141026a0b", 17, CONST),
				Arguments.of("(memory 1) (data (i32.add (i32.const 1) (i32.const 2)) 'x')",
						"0503010001 0b0a0100410141026a0b0178", 21, CONST),
				Arguments.of("(table 1 funcref) (elem (i32.sub (i32.const 1) (i32.const 1)) func)",
						"040401700001 0909010041014101 6b0b00", 22, CONST),
				Arguments.of("(func i8x16.relaxed_swizzle)", "01060160017b017b 03020100 0a0b010900 20002000fd80020b",
						29,
						"uses relaxed SIMD (at byte %d), which this engine (Wasmtime 7) lacks; compile with"
								+ " '-mno-relaxed-simd'"),
				Arguments.of("(func i64.add128)", "010401600000 03020100 0a06010400 fc130b", 23,
						"uses wide arithmetic (at byte %d), which this engine (Wasmtime 7) lacks; compile with"
								+ " '-mno-wide-arithmetic'"),
				Arguments.of("(type (cont 0))", "010602 600000 5d00", 14,
						"uses stack switching (at byte %d), which this engine (Wasmtime 7) lacks; compile without"
								+ " continuations"),
				Arguments.of("(memory 1 (pagesize 1))", "050401080100", 11,
						"uses custom page sizes (at byte %d), which this engine (Wasmtime 7) lacks; link it with pages"
								+ " of 64 KiB"),
				Arguments.of("(type (struct (field i32)))", "0105015f017f00", 11, GARBAGE_COLLECTION),
				Arguments.of("(type (array i32))", "0104015e7f00", 11, GARBAGE_COLLECTION),
				Arguments.of("(type (func (param anyref)))", "010501 60016e00", 13, GARBAGE_COLLECTION),
				Arguments.of("(type (func (param (ref any))))", "010601 6001646e00", 13, GARBAGE_COLLECTION),
				Arguments.of("(func ref.eq)", "010401600000 03020100 0a05010300 d30b", 23, GARBAGE_COLLECTION),
				Arguments.of("(type $f (func)) (type (func (param (ref null $f))))", "010902600000 6001630000", 16,
						REFERENCES),
				Arguments.of("(func call_ref 0)", "010401600000 03020100 0a06010400 14000b", 23, REFERENCES),
				Arguments.of("(func ref.null 0)", "010401600000 03020100 0a07010500 d0001a0b", 24, REFERENCES),
				Arguments.of("(func atomic.fence)", "010401600000 03020100 0a07010500 fe03000b", 23, THREADS));
	}

	@Test
	void namesAllThatIsLackingInTheOrderOfTheBinary() {
		// (type (struct (field i32))) (type (func)) (type (func (param (ref any)))), a
		// tag
		// (func try_table end atomic.fence) (func struct.new 0 drop return_call 0)
		assertRefused(
				"010d 03 5f017f00 600000 6001646e00 0303020101 0d03010001 0a14 02"
						+ "09 00 1f4000 0b fe0300 0b 08 00 fb0000 1a 1200 0b",
				GARBAGE_COLLECTION.formatted(11) + "; it also " + EXCEPTIONS.formatted(30) + "; it also "
						+ THREADS.formatted(42) + "; it also " + TAIL_CALLS.formatted(52));
	}

	@Test
	void looksIntoTheConstantsOfGlobalsAndElements() {
		// (memory i64 1) (global i32 (i32.add (i32.const 1) (i32.const 2)))
		// (elem funcref (item (ref.i31 (i32.const 1))))
		assertRefused("0503010401 0609017f00410141026a0b 0909010570014101fb1c0b", MEMORY64.formatted(11) + "; it also "
				+ CONST.formatted(22) + "; it also " + GARBAGE_COLLECTION.formatted(32));
		// An active segment of table 0, and of table 1 by index, with a constant that
		// adds
		assertRefused("0503010401 090901 0041014102 6a0b00",
				MEMORY64.formatted(11) + "; it also " + CONST.formatted(21));
		assertRefused("0503010401 090b01 020141014102 6a0b0000",
				MEMORY64.formatted(11) + "; it also " + CONST.formatted(22));
		// (global (shared mut i32) (i32.const 1))
		assertRefused("0503010401 060601 7f0341010b",
				MEMORY64.formatted(11) + "; it also uses shared globals (at byte 17), which this engine (Wasmtime 7)"
						+ " lacks; compile without shared-everything threads");
	}

	@Test
	void namesASettingOnlyIfItWouldHelp() {
		byte[] threads = Binaries.hex("010401600000 03020100 0a07010500 fe03000b");
		byte[] both = Binaries.hex("010401600000 03020100 0a09010700 fe0300 12000b");
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> Binaries.inspect(threads))
			.satisfies((ex) -> assertThat(ex.getSettings()).containsExactly("features.threads"));
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> Binaries.inspect(both))
			.satisfies((ex) -> assertThat(ex.getSettings()).isEmpty());
	}

	@Test
	void groupsOfTypesInsideOfEachOtherDoNotExhaustTheStack() {
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> Binaries.inspect(Binaries.hex("01a18d0601" + "4e01".repeat(50_000))))
			.withMessageContaining(GARBAGE_COLLECTION.formatted(13));
	}

	private static void assertRefused(String hex, String sentence) {
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> Binaries.inspect(Binaries.hex(hex)))
			.withMessage("module 'rules' " + sentence);
	}

	@Test
	void acceptsWhatTheEngineHas() {
		byte[] binary = Binaries.wat("""
				(module
				  (memory 1) (table $t 2 funcref) (table $e 1 externref)
				  (global (mut externref) (ref.null extern)) (global funcref (ref.func 0))
				  (data "abc") (data (i32.const 8) "def")
				  (elem func 0) (elem (i32.const 0) 0) (elem declare func 1)
				  (elem $x funcref (ref.func 0) (ref.null func)) (elem (table $t) (i32.const 1) func 0)
				  (func (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 1)) data.drop 0
				    (table.init $t 0 (i32.const 0) (i32.const 0) (i32.const 1)) elem.drop 0
				    (memory.copy (i32.const 0) (i32.const 0) (i32.const 1))
				    (memory.fill (i32.const 0) (i32.const 0) (i32.const 1))
				    (drop (table.grow $t (ref.null func) (i32.const 1)))
				    (drop (i64.trunc_sat_f64_u (f64.const 1))) (drop (i32.extend8_s (i32.const -3))))
				  (func (param externref) (result funcref)
				    (drop (select (result externref) (local.get 0) (local.get 0) (i32.const 1))) (ref.func 1))
				  (func (result i32 i64) (block (result i32 i64) i32.const 1 i64.const -9223372036854775808))
				  (func (param i32) (block (loop (br_table 0 1 0 1 (local.get 0)))))
				  (func (result v128) (v128.load64_lane 1 (i32.const 0)
				    (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
				      (v128.const i32x4 1 2 3 4) (f64x2.splat (f64.const 2)))))
				  (func (result f32) (f32.load offset=4000000000 align=1 (i32.const 0))))
				""");
		byte[] rewritten = Binaries.inspect(binary).rewrite(MemoryLimits.ofModule()).bytes();
		assertThatCode(() -> Guest.compile(rewritten)).doesNotThrowAnyException();
	}

}
