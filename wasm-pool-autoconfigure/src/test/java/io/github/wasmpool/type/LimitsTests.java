package io.github.wasmpool.type;

import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.WasmSettingsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Sizes that nothing can have are refused where the value is made.
 */
class LimitsTests {

	@ParameterizedTest
	@CsvSource({ "0,0", "0,32767", "32767,32767", ",0", "32767,", "," })
	void aMemoryCanHaveSoManyPages(@Nullable Integer initial, @Nullable Integer max) {
		assertThat(new MemoryLimits(initial, max).maxPages()).isEqualTo(max);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-1 | | 'memory.initial-pages' must be between 0 and 32,767 pages but is -1
			32768 | | 'memory.initial-pages' must be between 0 and 32,767 pages but is 32768
			 | -1 | 'memory.max-pages' must be between 0 and 32,767 pages but is -1
			 | 32768 | 'memory.max-pages' must be between 0 and 32,767 pages but is 32768
			3 | 2 | 'memory.initial-pages' must be at most 'memory.max-pages' (2) but is 3
			""", quoteCharacter = '"')
	void noMemoryCanHaveOtherLimits(@Nullable Integer initial, @Nullable Integer max, String sentence) {
		assertThatExceptionOfType(WasmSettingsException.class).isThrownBy(() -> new MemoryLimits(initial, max))
			.withMessage(sentence);
	}

	@Test
	void allThatIsWrongIsSaidWithItsKey() {
		assertThatExceptionOfType(WasmSettingsException.class).isThrownBy(() -> MemoryLimits.of(-1, 40_000))
			.satisfies((ex) -> assertThat(ex.getProblems()).flatMap(SettingProblem::settings)
				.containsExactly("memory.initial-pages", "memory.max-pages"));
	}

	@ParameterizedTest
	@CsvSource({ "-1,", "65537,", "2,1", "0,65537", "0,-1" })
	void thereIsNoSuchMemory(int min, @Nullable Integer max) {
		assertThatIllegalArgumentException().isThrownBy(() -> new MemoryType(min, max, false))
			.withMessageContaining("WebAssembly allows 0 to 65,536");
	}

	@ParameterizedTest
	@CsvSource({ "-1,", "4294967296,", "2,1", "0,4294967296", "0,-1" })
	void thereIsNoSuchTable(long min, @Nullable Long max) {
		assertThatIllegalArgumentException().isThrownBy(() -> new TableType(ValueType.FUNCREF, min, max))
			.withMessageContaining("WebAssembly allows 0 to 4,294,967,295");
	}

	@Test
	void aTableHoldsReferences() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TableType(ValueType.I32, 1, 1L))
			.withMessageContaining("A table of i32");
	}

}
