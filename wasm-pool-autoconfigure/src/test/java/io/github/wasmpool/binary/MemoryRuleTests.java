package io.github.wasmpool.binary;

import java.util.stream.Stream;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What memory an instance gets, from what the module asks for and what is configured.
 */
class MemoryRuleTests {

	@ParameterizedTest(name = "module {0}..{1}, configured {2}..{3}: {4}..{5}")
	@CsvSource(textBlock = """
			1,     ,      ,    , 1,     256
			0,     ,      ,    , 0,     256
			128,   ,      ,    , 128,   256
			129,   ,      ,    , 129,   258
			20000, ,      ,    , 20000, 32767
			32767, ,      ,    , 32767, 32767
			1,     100,   ,    , 1,     100
			1,     65536, ,    , 1,     256
			200,   300,   ,    , 200,   300
			1,     ,      16,  , 16,    256
			1,     ,      300, , 300,   300
			1,     ,      ,    1, 1,    1
			1,     ,      ,    32767, 1, 32767
			1,     100,   2,   100, 2,  100
			17,    ,      17,  17, 17,  17
			""")
	void settlesOnAMinimumAndACeiling(int ownMin, @Nullable Integer ownMax, @Nullable Integer initial,
			@Nullable Integer max, int expectedMin, int expectedMax) {
		MemoryType effective = MemoryRule.apply("rules", new MemoryType(ownMin, ownMax, false),
				new MemoryLimits(initial, max), 0);
		assertThat(effective).isEqualTo(new MemoryType(expectedMin, expectedMax, false));
	}

	@ParameterizedTest
	@MethodSource
	void refusesWhatCannotBe(MemoryType own, MemoryLimits limits, String sentence) {
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> MemoryRule.apply("rules", own, limits, 0))
			.withMessage("module 'rules' cannot have this memory: " + sentence)
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MEMORY_OUT_OF_RANGE));
	}

	static Stream<Arguments> refusesWhatCannotBe() {
		MemoryType open = new MemoryType(17, null, false);
		MemoryType bounded = new MemoryType(17, 100, false);
		return Stream.of(
				Arguments.of(open, new MemoryLimits(4, null),
						"'memory.initial-pages' must be at least 17, what the module begins with (the module begins"
								+ " with 17 pages and names no ceiling, 'memory.initial-pages' is 4,"
								+ " 'memory.max-pages' is not set)"),
				Arguments.of(bounded, new MemoryLimits(101, null),
						"'memory.initial-pages' must be at most 100, what the module can grow to (the module begins"
								+ " with 17 pages and can grow to 100, 'memory.initial-pages' is 101,"
								+ " 'memory.max-pages' is not set)"),
				Arguments.of(bounded, new MemoryLimits(null, 101),
						"'memory.max-pages' must be at most 100, what the module can grow to (the module begins with"
								+ " 17 pages and can grow to 100, 'memory.initial-pages' is not set,"
								+ " 'memory.max-pages' is 101)"),
				Arguments.of(open, new MemoryLimits(null, 5),
						"'memory.max-pages' must be at least 17, what an instance begins with (the module begins with"
								+ " 17 pages and names no ceiling, 'memory.initial-pages' is not set,"
								+ " 'memory.max-pages' is 5)"),
				Arguments.of(new MemoryType(40_000, null, false), MemoryLimits.ofModule(),
						"it begins with more than 32,767 pages, which no instance can have (the module begins with"
								+ " 40,000 pages and names no ceiling, 'memory.initial-pages' is not set,"
								+ " 'memory.max-pages' is not set)"));
	}

	@ParameterizedTest
	@CsvSource({ "1, 4, 4, 3", "2, 2, 1, 0", "1, , 256, 255" })
	void refusesAReserveThatAnInstanceCannotGrowBy(int ownMin, @Nullable Integer ownMax, int reserve, int room) {
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> MemoryRule.apply("rules", new MemoryType(ownMin, ownMax, false),
					new MemoryLimits(null, null), reserve))
			.withMessageContaining("'memory.reserve' must be at most " + room + ", what an instance can grow by")
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MEMORY_OUT_OF_RANGE));
	}

	@Test
	void refusesAReserveOfASharedMemory() {
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> MemoryRule.apply("rules", new MemoryType(1, 4, true), new MemoryLimits(null, null), 1))
			.withMessageContaining("'memory.reserve' must be 0 or left out, because all instances share one memory");
	}

}
