package io.github.wasmpool.binary;

import java.util.HexFormat;
import java.util.Locale;
import java.util.function.IntFunction;

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
		assertTooComplex(bomb(5_000, 20_000, "0240", "0b"), "5,000 locals, 20,001 blocks", "0 loops (0 deep)",
				"125,749,354");
	}

	@Test
	void refusesACompileBombOfBranches() {
		assertTooComplex(bomb(5_000, 100_000, "41000d00", ""), "5,000 locals, 25,001 blocks", "0 loops (0 deep)",
				"293,616,746");
	}

	@Test
	void refusesBranchesEvenWithoutLocals() {
		assertTooComplex(bomb(0, 30_000, "41000d00", ""), "0 locals, 7,501 blocks", "0 loops (0 deep)", "12,686,194");
	}

	@Test
	void refusesNestedLoops() {
		// took 78 s to compile
		assertTooComplex(bomb(1_000, 4_000, "0340", "0b"), "1,000 locals, 4,001 blocks", "4,000 loops (4,000 deep)",
				"8,383,578,396");
		// took 5 s
		assertTooComplex(bomb(100, 400, "0340", "41000d000b"), "100 locals, 501 blocks", "400 loops (400 deep)",
				"8,475,451");
	}

	@Test
	void refusesManyLoops() {
		// took 15 s
		assertTooComplex(bomb(1, 2_000, "034041000d000b", ""), "1 local, 2,501 blocks", "2,000 loops (1 deep)",
				"47,145,507");
	}

	@Test
	void refusesManyNestedBlocks() {
		assertTooComplex(bomb(0, 600_000, "0240", "0b"), "0 locals, 600,001 blocks", "0 loops (0 deep)", "26,160,105");
	}

	@Test
	void refusesManyLocals() {
		assertTooComplex(bomb(40_000, 0, "", ""), "40,000 locals, 1 block", "0 loops (0 deep)", "16,050,035");
	}

	@Test
	void refusesCallsThatPassMuch() {
		// 1,000 parameters and as many results: 20 calls of it took a second
		ByteWriter types = values(values(new ByteWriter().u32(1).u8(0x60), 1_000), 1_000);
		assertTooComplex(function(types, new ByteWriter().u32(0), 20, "1000", ""), "1,000 locals, 1 block",
				"0 loops (0 deep)", "10,089,311");
	}

	@Test
	void refusesACompileBombOfBlockResults() {
		assertTooComplex(function(wideBlock(), new ByteWriter().u32(0), 6_000, "0201", "0b"), "0 locals, 6,001 blocks",
				"0 loops (0 deep)", "24,145,211");
	}

	@Test
	void refusesACompileBombOfBranchTables() {
		// blocks of 1,000 results, and in them branch tables of eight targets each
		assertTooComplex(function(wideBlock(), new ByteWriter().u32(0), 700, "020141000e08000000000000000000", "0b"),
				"0 locals, 876 blocks", "0 loops (0 deep)", "16,379,771");
	}

	@Test
	void refusesACompileBombOfBranchesThatPassMuch() {
		// a function of 1,000 results that can end at 1,000 branches: took 12 s
		ByteWriter values = new ByteWriter().u32(0);
		for (int i = 0; i < 1_000; i++) {
			values.u8(0x41).u8(0);
		}
		assertTooComplex(function(values(new ByteWriter().u32(1).u8(0x60).u8(0), 1_000), values, 1_000, "41000d00", ""),
				"0 locals, 251 blocks", "0 loops (0 deep)", "16,209,492");
	}

	@Test
	void countsOnlyWhatTheTargetOfABranchTakes() {
		// as many branches beside a block of 1,000 results, but not out of it
		ByteWriter block = new ByteWriter().u32(0).u8(0x02).u8(1);
		for (int i = 0; i < 1_000; i++) {
			block.u8(0x41).u8(0);
		}
		block.u8(0x0B);
		for (int i = 0; i < 1_000; i++) {
			block.u8(0x1A);
		}
		byte[] binary = function(wideBlock(), block, 1_000, "41000d00", "");
		ModuleLimits less = ModuleLimits.DEFAULTS.withTableElements(1)
			.withFunctions(9)
			.withComplexity(50_000)
			.withModuleSize(10_000);
		assertThatCode(() -> BinaryModule.inspect("rules", binary, less)).doesNotThrowAnyException();
	}

	@Test
	void refusesABridgeToManyImports() {
		// ended the process
		assertBridgeTooComplex(imports(60_000, 0), "60,000 imported functions, 0 signatures of exported functions and"
				+ " 0 exported globals has a complexity of 36,000,000");
	}

	@Test
	void refusesABridgeToImportsThatPassMuch() {
		// took minutes
		assertBridgeTooComplex(imports(300, 1_000), "300 imported functions, 0 signatures of exported functions and"
				+ " 0 exported globals has a complexity of 40,680,000");
	}

	@Test
	void refusesABridgeToManySignatures() {
		// took 31 s
		assertBridgeTooComplex(exports(800, 200, 800), "0 imported functions, 800 signatures of exported functions and"
				+ " 0 exported globals has a complexity of 13,531,400");
	}

	@Test
	void refusesABridgeToManyGlobals() {
		ByteWriter globals = new ByteWriter().u32(20_000);
		ByteWriter exports = new ByteWriter().u32(40_000);
		for (int i = 0; i < 20_000; i++) {
			globals.u8(0x7F).u8(1).u8(0x41).u8(0).u8(0x0B);
			exports.name("a" + i).u8(3).u32(i).name("b" + i).u8(3).u32(i);
		}
		assertBridgeTooComplex(new ByteWriter().header().section(6, globals).section(7, exports).toByteArray(),
				"0 imported functions, 0 signatures of exported functions and 20,000 exported globals has a"
						+ " complexity of 8,000,000");
	}

	@Test
	void acceptsTheBridgesOfLargePrograms() {
		ModuleLimits tenth = ModuleLimits.DEFAULTS.withTableElements(1)
			.withFunctions(20_000)
			.withComplexity(500_000)
			.withModuleSize(1 << 20);
		assertThatCode(() -> BinaryModule.inspect("rules", imports(200, 8), tenth)).doesNotThrowAnyException();
		assertThatCode(() -> BinaryModule.inspect("rules", exports(100, 25, 2_000), tenth)).doesNotThrowAnyException();
	}

	@Test
	void refusesManyTargets() {
		// 3,000,000 of them took 40 s
		ByteWriter targets = new ByteWriter().u8(0x41).u8(0).u8(0x0E).u32(1_000);
		for (int i = 0; i <= 1_000; i++) {
			targets.u8(0);
		}
		assertTooComplex(bomb(0, 600, HexFormat.of().formatHex(targets.toByteArray()), ""), "0 locals, 151 blocks",
				"0 loops (0 deep)", "6,009,946");
	}

	@Test
	void countsParametersAsLocals() {
		byte[] binary = Binaries.wat("(module (func) (func (param i32 i64) (local f32) (block (loop))))");
		ModuleLimits enough = ModuleLimits.DEFAULTS.withTableElements(1)
			.withFunctions(9)
			.withComplexity(101)
			.withModuleSize(1_000);
		ModuleLimits less = ModuleLimits.DEFAULTS.withTableElements(1)
			.withFunctions(9)
			.withComplexity(100)
			.withModuleSize(1_000);
		assertThatCode(() -> BinaryModule.inspect("rules", binary, enough)).doesNotThrowAnyException();
		assertRefused(binary, less,
				"is too complex to compile safely: function 1 has 3 locals, 3 blocks (4 conditional branches count as"
						+ " one) and 1 loop (1 deep), a complexity of 101 where 'limits.complexity' allows 100"
						+ TRUST);
	}

	@Test
	void refusesBillionsOfLocals() {
		// two groups of 4,294,967,295 locals each
		assertTooComplex(Binaries.hex("010401600000 03020100 0a1001 0e 02 ffffffff0f7f ffffffff0f7e 0b"),
				"8,589,934,590 locals, 1 block", "0 loops (0 deep)", "46,116,862,825,678,799");
	}

	@Test
	void addsUpWhatFunctionsDemand() {
		byte[] binary = Binaries.wat("(module (func) (func) (func))");
		ModuleLimits limits = ModuleLimits.DEFAULTS.withTableElements(1)
			.withTables(1)
			.withFunctions(9)
			.withComplexity(100)
			.withTotalComplexity(104)
			.withModuleSize(1_000);
		assertRefused(binary, limits, "is too complex to compile safely: its bridge and its first 3 functions have a"
				+ " complexity of 105 together where 'limits.total-complexity' allows 104; raise it if the module is to be trusted");
	}

	@Test
	void refusesManyTypes() {
		byte[] binary = Binaries.wat("(module (type (func (param i32 i32))) (type (func (result i64))))");
		assertRefused(binary,
				ModuleLimits.DEFAULTS.withTableElements(1)
					.withTables(1)
					.withFunctions(9)
					.withComplexity(100)
					.withTotalComplexity(99)
					.withModuleSize(1_000),
				"has types of a complexity of more than 99, which is more than 'limits.total-complexity' allows (99);"
						+ " raise it if the module is to be trusted");
	}

	@Test
	void refusesManyTables() {
		assertRefused(
				Binaries.wat("(module (import \"a\" \"t\" (table 1 funcref)) (table 1 funcref) (table 1 externref))"),
				ModuleLimits.DEFAULTS.withTableElements(9)
					.withTables(2)
					.withFunctions(1)
					.withComplexity(1)
					.withTotalComplexity(1)
					.withModuleSize(1_000),
				"has 3 tables, more than 'limits.tables' allows (2); raise it if the module is to be trusted");
	}

	@Test
	void addsUpTheElementsOfTables() {
		assertRefused(Binaries.wat("(module (table 600000 funcref) (table 400001 externref))"), ModuleLimits.DEFAULTS,
				"has tables that begin with 1,000,001 elements, more than 'limits.table-elements' allows (1,000,000);"
						+ " raise it if the module is to be trusted");
	}

	@Test
	void refusesTooManyFunctions() {
		assertRefused(Binaries.wat("(module (import \"a\" \"f\" (func)) (func) (func))"),
				ModuleLimits.DEFAULTS.withTableElements(1).withFunctions(2).withComplexity(1).withModuleSize(1_000),
				"defines or imports 3 functions, more than 'limits.functions' allows (2); raise it if the module is to"
						+ " be trusted");
	}

	@Test
	void refusesTooManyBytes() {
		assertRefused(Binaries.hex("00020000"),
				ModuleLimits.DEFAULTS.withTableElements(1).withFunctions(1).withComplexity(1).withModuleSize(11),
				"has 12 bytes, more than 'limits.module-size' allows (11); raise it if the module is to be trusted");
	}

	@Test
	void refusesALargeTable() {
		String sentence = "has tables that begin with 1,000,001 elements, more than 'limits.table-elements' allows"
				+ " (1,000,000); raise it if the module is to be trusted";
		assertRefused(Binaries.wat("(module (table 1000001 funcref))"), ModuleLimits.DEFAULTS, sentence);
		assertRefused(Binaries.wat("(module (import \"env\" \"t\" (table 1000001 funcref)))"), ModuleLimits.DEFAULTS,
				sentence);
	}

	@Test
	void refusesATableTheEngineRefuses() {
		assertRefused(Binaries.wat("(module (table 10000001 funcref))"),
				ModuleLimits.DEFAULTS.withTableElements(1L << 32)
					.withFunctions(1)
					.withComplexity(1)
					.withModuleSize(1_000),
				"has a table that begins with 10,000,001 elements, more than this engine allows (10,000,000)");
	}

	@Test
	void whatIsExactlyAtALimitIsAccepted() {
		ModuleLimits limits = ModuleLimits.DEFAULTS;
		byte[] binary = Binaries.wat("(module (import \"env\" \"f\" (func (param i32 i64))) (table 3 funcref)"
				+ " (table 2 externref) (func) (func))");
		assertThat(least(binary, limits::withFunctions)).isEqualTo(3);
		assertThat(least(binary, limits::withTables)).isEqualTo(2);
		assertThat(least(binary, limits::withTableElements)).isEqualTo(5);
		assertThat(least(binary, limits::withModuleSize)).isEqualTo(binary.length);
		int bridge = least(binary, limits::withComplexity);
		assertThat(least(binary, limits::withTotalComplexity)).isBetween(bridge + 2, bridge + 100);
		byte[] types = Binaries.wat("(module (type (func (param i32 i32))) (type (func (result i64))))");
		assertThat(least(types, limits::withTotalComplexity)).isEqualTo(100);
	}

	/**
	 * Return the lowest limit that a module is accepted with, and see to it that messages
	 * name the same.
	 */
	private static int least(byte[] binary, IntFunction<ModuleLimits> limits) {
		String message = "";
		for (int limit = 1; limit < 10_000; limit++) {
			try {
				BinaryModule.inspect("rules", binary, limits.apply(limit));
				assertThat(message).containsPattern(String.format(Locale.ROOT, "allows \\(?%,d\\b", limit - 1))
					.containsPattern(String.format(Locale.ROOT, "\\b(%,d|more than %,d)\\b", limit, limit - 1));
				return limit;
			}
			catch (WasmModuleException ex) {
				message = String.valueOf(ex.getMessage());
			}
		}
		throw new AssertionError(message);
	}

	private static void assertTooComplex(byte[] binary, String locals, String loops, String complexity) {
		assertRefused(binary, ModuleLimits.DEFAULTS,
				"is too complex to compile safely: function 0 has " + locals
						+ " (4 conditional branches count as one) and " + loops + ", a complexity of " + complexity
						+ " where 'limits.complexity' allows 6,000,000" + TRUST);
	}

	private static void assertBridgeTooComplex(byte[] binary, String sentence) {
		assertRefused(binary, ModuleLimits.DEFAULTS,
				"is too complex to compile safely: the bridge between Java and its " + sentence
						+ " where 'limits.complexity' allows 6,000,000; raise it if the module is to be trusted");
	}

	private static void assertRefused(byte[] binary, ModuleLimits limits, String sentence) {
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> BinaryModule.inspect("rules", binary, limits))
			.withMessage("module 'rules' " + sentence)
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.TOO_COMPLEX));
	}

	/**
	 * Write types: (type (func)) (type (func (result i32 x 1000))).
	 */
	private static ByteWriter wideBlock() {
		return values(new ByteWriter().u32(2).u8(0x60).u8(0).u8(0).u8(0x60).u8(0), 1_000);
	}

	private static ByteWriter values(ByteWriter types, int count) {
		types.u32(count);
		for (int i = 0; i < count; i++) {
			types.u8(0x7F);
		}
		return types;
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

	/**
	 * Write a module that imports functions of so many parameters.
	 */
	private static byte[] imports(int count, int params) {
		ByteWriter imports = new ByteWriter().u32(count);
		for (int i = 0; i < count; i++) {
			imports.name("").name("").u8(0).u32(0);
		}
		return new ByteWriter().header()
			.section(1, values(new ByteWriter().u32(1).u8(0x60), params).u8(0))
			.section(2, imports)
			.toByteArray();
	}

	/**
	 * Write a module that exports functions of different signatures, each of one result
	 * and of parameters of the same type.
	 */
	private static byte[] exports(int signatures, int params, int count) {
		ByteWriter types = new ByteWriter().u32(signatures);
		for (int i = 0; i < signatures; i++) {
			int type = 0x7C + i % 4;
			types.u8(0x60).u32(params - i / 4);
			for (int param = 0; param < params - i / 4; param++) {
				types.u8(type);
			}
			types.u32(1).u8(type);
		}
		ByteWriter functions = new ByteWriter().u32(count);
		ByteWriter exports = new ByteWriter().u32(count);
		ByteWriter code = new ByteWriter().u32(count);
		for (int i = 0; i < count; i++) {
			functions.u32(i % signatures);
			exports.name("f" + i).u8(0).u32(i);
			code.u32(4).u8(0).u8(0x20).u8(0).u8(0x0B);
		}
		return new ByteWriter().header()
			.section(1, types)
			.section(3, functions)
			.section(7, exports)
			.section(10, code)
			.toByteArray();
	}

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex);
	}

}
