package io.github.wasmpool.binary;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the scanner makes of a function is what the compiler takes for it, in units of
 * about half a microsecond. The table {@code compile-times.csv} says of functions of all
 * {@linkplain FunctionShapes shapes} how many seconds of processor time the engine took
 * to compile each, measured once on a machine that had other work to do, and what the
 * scanner made of it.
 */
class CalibrationTests {

	/** What it takes to compile a module of next to nothing, and its bridge. */
	private static final double FIXED_SECONDS = 0.05;

	/** The most time a unit may stand for. Few shapes need more than 0.6. */
	private static final double WORST_MICROSECONDS = 0.8;

	private static final Pattern TOTAL = Pattern.compile("functions? have a complexity of ([\\d,]+) together");

	private static final Pattern BRIDGE = Pattern.compile("has a complexity of ([\\d,]+) where");

	private static final List<Measured> TABLE = new String(Binaries.resource("compile-times.csv"),
			StandardCharsets.UTF_8)
		.lines()
		.skip(1)
		.map(Measured::of)
		.toList();

	@Test
	void scannerMakesOfEachShapeWhatTheTableSays() {
		assertThat(TABLE).hasSizeGreaterThan(300);
		assertThat(TABLE).allSatisfy((row) -> assertThat((double) complexity(row.module())).as(row.toString())
			.isBetween(0.99 * row.complexity(), 1.01 * row.complexity()));
	}

	@Test
	void noShapeIsUnderrated() {
		assertThat(TABLE).allSatisfy((row) -> assertThat(row.seconds()).as(row.toString())
			.isLessThan(FIXED_SECONDS + WORST_MICROSECONDS * row.complexity() / 1_000_000));
	}

	@Test
	void mostShapesAreNotOverratedMuch() {
		List<Double> microseconds = TABLE.stream()
			.filter((row) -> row.seconds() > 3 * FIXED_SECONDS)
			.map((row) -> 1_000_000 * (row.seconds() - FIXED_SECONDS) / row.complexity())
			.sorted()
			.toList();
		assertThat(microseconds.get(microseconds.size() / 2)).isBetween(0.2, 0.6);
		assertThat(microseconds.get(microseconds.size() / 10)).isGreaterThan(0.05);
	}

	/**
	 * Each took between 5 and more than 170 seconds, or would take hours.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "loads-sum", "loads-live", "loads-live-calls", "live-under-if", "xor-wide", "gvn-calls",
			"gvn-ifs", "rle-loads", "call-indirect-live", "loops-flat", "chain-in-arms" })
	void refusesFunctionsThatAreSlowToCompile(String shape) {
		byte[] binary = FunctionShapes.module(shape, shape.equals("live-under-if") ? 5_000 : 20_000);
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> BinaryModule.inspect("rules", binary, ModuleLimits.DEFAULTS))
			.withMessageContaining("too complex to compile safely: function 1 has");
	}

	@Test
	void lengthCountsInTheTotal() {
		long one = complexity(FunctionShapes.module("loads-chain", 10_000, 1));
		byte[] many = FunctionShapes.module("loads-chain", 10_000, 500);
		assertThat(500 * one).isGreaterThan(ModuleLimits.DEFAULTS.totalComplexity());
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> BinaryModule.inspect("rules", many, ModuleLimits.DEFAULTS))
			.withMessageContaining("'limits.total-complexity' allows 130,000,000");
	}

	/**
	 * Find out what the scanner makes of the shape in a module: refuse it for what its
	 * bridge and that function have together.
	 */
	private static long complexity(byte[] binary) {
		long bridge = refused(binary, 1, 1 << 28, BRIDGE);
		return refused(binary, 1 << 28, bridge + 100, TOTAL) - bridge;
	}

	private static long refused(byte[] binary, long complexity, long total, Pattern pattern) {
		try {
			BinaryModule.inspect("rules", binary,
					ModuleLimits.DEFAULTS.withTableElements(10)
						.withTables(9)
						.withFunctions(1_000)
						.withComplexity(complexity)
						.withTotalComplexity(total)
						.withModuleSize(1 << 28));
		}
		catch (WasmModuleException ex) {
			Matcher matcher = pattern.matcher(String.valueOf(ex.getMessage()));
			if (matcher.find()) {
				return Long.parseLong(matcher.group(1).replace(",", ""));
			}
			throw ex;
		}
		throw new AssertionError("accepted");
	}

	/**
	 * A row of the table.
	 *
	 * @param shape what was compiled
	 * @param size of which size
	 * @param seconds how long it took
	 * @param complexity what the scanner makes of it
	 */
	private record Measured(String shape, int size, double seconds, long complexity) {

		static Measured of(String line) {
			String[] parts = line.split(",", -1);
			return new Measured(parts[0], Integer.parseInt(parts[1]), Double.parseDouble(parts[2]),
					Long.parseLong(parts[3]));
		}

		byte[] module() {
			return FunctionShapes.module(this.shape, this.size);
		}

	}

}
