package io.github.wasmpool.binary;

import java.util.List;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Modules that people use are accepted, and still compile when they are rewritten.
 */
class RealModulesTests {

	@ParameterizedTest
	@EnumSource
	void compileWhenRewritten(RealModules real) {
		GuestBinary binary = Binaries.inspect(real.binary()).rewrite(MemoryLimits.ofModule());
		assertThatCode(() -> Guest.compile(binary.bytes())).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@EnumSource
	void canBeRewrittenAgain(RealModules real) {
		BinaryModule module = Binaries.inspect(real.binary());
		GuestBinary once = module.rewrite(MemoryLimits.ofModule());
		BinaryModule again = Binaries.inspect(once.bytes());
		assertThat(again.imports()).isEqualTo(once.layout().missingImports());
		assertThat(again.exports()).extracting(ExportType::name)
			.containsAll(module.exports().stream().map(ExportType::name).toList());
	}

	@ParameterizedTest
	@EnumSource
	void stayFarFromTheLimits(RealModules real) {
		ModuleLimits fiftieth = ModuleLimits.DEFAULTS.withTableElements(20_000)
			.withTables(ModuleLimits.HIGHEST_TABLES)
			.withFunctions(4_000)
			.withComplexity(100_000)
			.withTotalComplexity(2_000_000)
			.withModuleSize(128L << 20);
		assertThatCode(() -> BinaryModule.inspect("rules", real.binary(), fiftieth)).doesNotThrowAnyException();
	}

	@Test
	void tellTheirImports() {
		assertThat(imports(RealModules.FEATURE_FLAGS)).containsExactlyInAnyOrder("env.abort", "env.seed",
				"env.Date.now", "env.console.log");
		assertThat(imports(RealModules.SOURCE_MAP)).containsExactly("env.mapping_callback");
	}

	@Test
	void getACeiling() {
		BinaryModule module = Binaries.inspect(RealModules.SOURCE_MAP.binary());
		assertThat(module.memory()).contains(new MemoryType(17, null, false));
		assertThat(module.rewrite(MemoryLimits.ofModule()).layout().memory()).contains(new MemoryType(17, 256, false));
	}

	private static List<String> imports(RealModules real) {
		return Binaries.inspect(real.binary())
			.imports()
			.stream()
			.map((each) -> each.module() + "." + each.name())
			.toList();
	}

}
