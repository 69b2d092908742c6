package io.github.wasmpool.binary;

import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Features that can be switched on and off.
 */
class FeatureSwitchTests {

	private static final GuestFeatures NONE = new GuestFeatures(false, false);

	private static final GuestFeatures BOTH = new GuestFeatures(true, true);

	@ParameterizedTest
	@ValueSource(strings = { "(func (drop (v128.const i64x2 1 2)))", "(func (param v128))", "(func (local v128))",
			"(global v128 (v128.const i64x2 1 2))", "(func (result v128) (block (result v128) unreachable))",
			"(memory 1) (func (v128.store (i32.const 0) (i8x16.splat (i32.const 1))))" })
	void simdCanBeSwitchedOff(String content) {
		byte[] binary = Binaries.wat("(module " + content + ")");
		assertThatCode(() -> inspect(binary, GuestFeatures.DEFAULTS)).doesNotThrowAnyException();
		assertRefused(binary, NONE, "uses SIMD (at byte ",
				"), whose use is switched off; set 'features.simd' to true, or"
						+ " compile with '-mno-simd128' (C and C++) or '-C target-feature=-simd128' (Rust)");
	}

	@Test
	void atomicsCanBeSwitchedOn() {
		// (memory 1) (func (i32.atomic.store (i32.const 0) (i32.const 1)) atomic.fence)
		byte[] binary = Binaries
			.hex("010401600000 03020100 0503010001 0a0f010d00 41004101 fe170200 fe0300 0b".replace(" ", ""));
		assertRefused(binary, GuestFeatures.DEFAULTS, "uses threads (shared memory, atomics) (at byte ",
				"), whose use is switched off; set 'features.threads' to true, or compile without '-pthread' and with"
						+ " '-mno-atomics'");
		assertThatCode(() -> inspect(binary, BOTH)).doesNotThrowAnyException();
	}

	@Test
	void aSharedMemoryNeedsACeiling() {
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> inspect(Binaries.hex("0503010201"), BOTH))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MALFORMED));
	}

	@Test
	void relaxedSimdAndUnknownAtomicsStayRefused() {
		assertRefused(Binaries.hex("01060160017b017b 03020100 0a0b010900 20002000fd80020b"), BOTH,
				"uses relaxed SIMD (at byte ",
				"), which this engine (Wasmtime 7) lacks; compile with" + " '-mno-relaxed-simd'");
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> inspect(Binaries.hex("010401600000 03020100 0a070105 00 fe7f000b"), BOTH))
			.withMessageContaining("the unknown instruction 0xfe 0x7f");
	}

	private static void assertRefused(byte[] binary, GuestFeatures features, String start, String end) {
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> inspect(binary, features))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.UNSUPPORTED_FEATURE))
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith("module 'rules' " + start).endsWith(end));
	}

	private static BinaryModule inspect(byte[] binary, GuestFeatures features) {
		return BinaryModule.inspect("rules", binary, ModuleLimits.DEFAULTS, features, false, false);
	}

}
