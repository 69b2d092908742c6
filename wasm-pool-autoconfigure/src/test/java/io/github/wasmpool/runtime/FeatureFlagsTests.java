package io.github.wasmpool.runtime;

import java.util.List;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.ImportType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A flag evaluator that people use, written in AssemblyScript, gives its known answers.
 */
@TestInstance(Lifecycle.PER_CLASS) // compiles the guest once
class FeatureFlagsTests {

	private static final String PLATFORM = """
			{"platform":"Java","platformVersion":"17","sdkType":"server","sdkVersion":"1","hostname":"h"}""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(RealGuest.FEATURE_FLAGS.binary())
		.name("flags")
		.hostFunctions(HostFunction.in(new AssemblyScript()).toArray(HostFunction[]::new))
		.build();

	@AfterAll
	void close() {
		this.module.close();
		this.runtime.close();
	}

	@Test
	void itImportsWhatAssemblyScriptDoes() {
		assertThat(this.module.imports()).extracting(ImportType::toString)
			.containsExactly("function 'env.abort' (i32, i32, i32, i32) -> ()", "function 'env.Date.now' () -> (f64)",
					"function 'env.console.log' (i32) -> ()", "function 'env.seed' () -> (f64)");
	}

	@ParameterizedTest
	@CsvSource({ "FRESH, CALLER", "FRESH, DEDICATED", "WARM, CALLER", "WARM, DEDICATED" })
	void manyThreadsGetTheKnownAnswers(ResetPolicy reset, ExecutionMode execution) throws Exception {
		try (WasmPool pool = this.runtime.pool(this.module).size(4).reset(reset).execution(execution).build()) {
			RealGuest.onThreads(8, () -> {
				for (int i = 0; i < Effort.of(6, 25); i++) {
					pool.useInstance(FeatureFlagsTests::evaluate);
				}
				return null;
			});
		}
	}

	private static void evaluate(WasmInstance instance) {
		int hello = AssemblyScript.newString(instance, "hello");
		assertThat(instance.callInt("murmurhashV3", hello, 0)).isEqualTo(613_153_351);
		assertThat(AssemblyScript.call(instance, "generateBoundedHashesFromJSON", "user", "target"))
			.isEqualTo("{\"rolloutHash\":0.5385308241328529,\"bucketingHash\":0.5371504359732267}");
		instance.callVoid("setPlatformData", AssemblyScript.newString(instance, PLATFORM));
		assertThat(AssemblyScript.call(instance, "testDVCUserClass", "{\"user_id\":\"ä€😀\"}"))
			.startsWith("{\"user_id\":\"ä€😀\",\"createdDate\":\"2023-11-14T22:13:20.000Z\"")
			.contains("\"platform\":\"Java\"");
	}

	@Test
	void whatOneBorrowerConfiguredIsNotThereForTheNext() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			pool.useInstance(
					(instance) -> instance.callVoid("setPlatformData", AssemblyScript.newString(instance, PLATFORM)));
			assertThatExceptionOfType(WasmHostFunctionException.class)
				.isThrownBy(() -> pool.useInstance(
						(instance) -> AssemblyScript.call(instance, "testDVCUserClass", "{\"user_id\":\"a\"}")))
				.havingCause()
				.withMessageStartingWith("Platform data is not set. at assembly/managers/platformDataManager.ts:");
		}
	}

	@Test
	void anAbortReachesTheBorrowerAndTheInstanceIsReplaced() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(ResetPolicy.WARM).build()) {
			for (int i = 0; i < 3; i++) {
				pool.useInstance((instance) -> assertThatExceptionOfType(WasmHostFunctionException.class)
					.isThrownBy(() -> instance.callVoid("triggerAbort"))
					.satisfies((ex) -> assertThat(ex.getHostFunction()).isEqualTo("env.abort"))
					.satisfies((ex) -> assertThat(ex.getFunction()).isEqualTo("triggerAbort"))
					.withCauseInstanceOf(IllegalStateException.class)
					.havingCause()
					.withMessage("Manual abort triggered at assembly/testHelpers.ts:170:5"));
				pool.useInstance(FeatureFlagsTests::evaluate);
			}
		}
	}

	@Test
	void oneModuleServesSeveralPools() {
		try (WasmPool fresh = this.runtime.pool(this.module).name("fresh").size(1).build();
				WasmPool warm = this.runtime.pool(this.module).name("warm").size(1).reset(ResetPolicy.WARM).build()) {
			List.of(fresh, warm).forEach((pool) -> pool.useInstance(FeatureFlagsTests::evaluate));
		}
	}

}
