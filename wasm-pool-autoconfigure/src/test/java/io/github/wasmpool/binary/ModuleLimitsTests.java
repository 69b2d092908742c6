package io.github.wasmpool.binary;

import java.util.HexFormat;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What would take the compiler's memory is refused before anything is compiled.
 */
class ModuleLimitsTests {

	private static final String TRUST = "; split the function, or raise the limit if the module is to be trusted";

	@Test
	void refusesACompileBomb() {
		assertRefused(bomb(5_000, 20_000, "0240", "0b"), ModuleLimits.DEFAULTS,
				"is too complex to compile safely: function 0 has 5,000 locals and 20,001 blocks (4 conditional"
						+ " branches count as one), a complexity of 100,005,000 where 'limits.complexity' allows"
						+ " 5,000,000" + TRUST);
	}

	@Test
	void refusesACompileBombOfBranches() {
		assertRefused(bomb(5_000, 100_000, "41000d00", ""), ModuleLimits.DEFAULTS,
				"is too complex to compile safely: function 0 has 5,000 locals and 25,001 blocks (4 conditional"
						+ " branches count as one), a complexity of 125,005,000 where 'limits.complexity' allows"
						+ " 5,000,000" + TRUST);
	}

	@Test
	void refusesACompileBombOfBlockResults() {
		// (type (func)) (type (func (result i32 x 1000)))
		ByteWriter types = new ByteWriter().u32(2).u8(0x60).u8(0).u8(0).u8(0x60).u8(0).u32(1000);
		for (int i = 0; i < 1000; i++) {
			types.u8(0x7F);
		}
		assertRefused(function(types, new ByteWriter().u32(0), 6_000, "0201", "0b"), ModuleLimits.DEFAULTS,
				"is too complex to compile safely: function 0 has 0 locals and 6,001 blocks (4 conditional branches"
						+ " count as one), a complexity of 6,000,000 where 'limits.complexity' allows 5,000,000"
						+ TRUST);
	}

	@Test
	void refusesACompileBombOfBranchTables() {
		// blocks of 1,000 results, and in them branch tables of eight targets each
		ByteWriter types = new ByteWriter().u32(2).u8(0x60).u8(0).u8(0).u8(0x60).u8(0).u32(1000);
		for (int i = 0; i < 1000; i++) {
			types.u8(0x7F);
		}
		assertRefused(function(types, new ByteWriter().u32(0), 700, "020141000e08000000000000000000", "0b"),
				ModuleLimits.DEFAULTS,
				"is too complex to compile safely: function 0 has 0 locals and 876 blocks (4 conditional branches"
						+ " count as one), a complexity of 6,300,000 where 'limits.complexity' allows 5,000,000"
						+ TRUST);
	}

	@Test
	void countsParametersAsLocals() {
		byte[] binary = Binaries.wat("(module (func) (func (param i32 i64) (local f32) (block (loop))))");
		ModuleLimits nine = new ModuleLimits(1, 9, 9, 1_000);
		ModuleLimits eight = new ModuleLimits(1, 9, 8, 1_000);
		assertThatCode(() -> BinaryModule.inspect("rules", binary, nine)).doesNotThrowAnyException();
		assertRefused(binary, eight,
				"is too complex to compile safely: function 1 has 3 locals and 3 blocks (4 conditional branches count"
						+ " as one), a complexity of 9 where 'limits.complexity' allows 8" + TRUST);
	}

	@Test
	void refusesBillionsOfLocals() {
		// two groups of 4,294,967,295 locals each
		assertRefused(Binaries.hex("010401600000 03020100 0a1001 0e 02 ffffffff0f7f ffffffff0f7e 0b"),
				ModuleLimits.DEFAULTS,
				"is too complex to compile safely: function 0 has 8,589,934,590 locals and 1 blocks (4 conditional"
						+ " branches count as one), a complexity of 2,147,483,647 where 'limits.complexity' allows"
						+ " 5,000,000" + TRUST);
	}

	@Test
	void refusesTooManyFunctions() {
		assertRefused(Binaries.wat("(module (func) (func) (func))"), new ModuleLimits(1, 2, 1, 1_000),
				"defines 3 functions, more than 'limits.functions' allows (2); raise it if the module is to be"
						+ " trusted");
	}

	@Test
	void refusesTooManyBytes() {
		assertRefused(Binaries.hex("00020000"), new ModuleLimits(1, 1, 1, 11),
				"has 12 bytes, more than 'limits.module-size' allows (11); raise it if the module is to be trusted");
	}

	@Test
	void refusesALargeTable() {
		String sentence = "has a table that begins with 1,000,001 elements, more than 'limits.table-elements' allows"
				+ " (1,000,000); raise it if the module is to be trusted";
		assertRefused(Binaries.wat("(module (table 1000001 funcref))"), ModuleLimits.DEFAULTS, sentence);
		assertRefused(Binaries.wat("(module (import \"env\" \"t\" (table 1000001 funcref)))"), ModuleLimits.DEFAULTS,
				sentence);
	}

	@Test
	void refusesATableTheEngineRefuses() {
		assertRefused(Binaries.wat("(module (table 10000001 funcref))"), new ModuleLimits(1L << 32, 1, 1, 1_000),
				"has a table that begins with 10,000,001 elements, more than this engine allows (10,000,000)");
	}

	private static void assertRefused(byte[] binary, ModuleLimits limits, String sentence) {
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> BinaryModule.inspect("rules", binary, limits))
			.withMessage("module 'rules' " + sentence)
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.TOO_COMPLEX));
	}

	private static byte[] bomb(int locals, int times, String open, String close) {
		return function(new ByteWriter().u32(1).u8(0x60).u8(0).u8(0), new ByteWriter().u32(1).u32(locals).u8(0x7F),
				times, open, close);
	}

	private static byte[] function(ByteWriter types, ByteWriter locals, int times, String open, String close) {
		byte[] opening = bytes(open);
		byte[] closing = bytes(close);
		ByteWriter body = new ByteWriter().append(locals);
		for (int i = 0; i < times; i++) {
			body.copy(opening, 0, opening.length);
		}
		for (int i = 0; i < times; i++) {
			body.copy(closing, 0, closing.length);
		}
		body.u8(0x0B);
		byte[] header = Binaries.hex("");
		return new ByteWriter().copy(header, 0, header.length)
			.section(1, types)
			.section(3, new ByteWriter().u32(1).u32(0))
			.section(10, new ByteWriter().u32(1).u32(body.size()).append(body))
			.toByteArray();
	}

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex);
	}

}
