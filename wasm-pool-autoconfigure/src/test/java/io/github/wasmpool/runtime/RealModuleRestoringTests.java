package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.github.wasmpool.Effort;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolCounters;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Modules that people use, restored in place, are like new ones, whatever the loans
 * before did.
 */
class RealModuleRestoringTests {

	private static final int LOANS = Integer.getInteger("wasmpool.test.loans", Effort.of(25, 1_000));

	private static final int COMPARED = 10;

	private final Random random = new Random(Long.getLong("wasmpool.test.seed", 14));

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmtimeRuntime other = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
		this.other.close();
	}

	@Test
	void theFlagEvaluator() {
		try (WasmModule module = flags(this.runtime);
				WasmModule same = flags(this.other);
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			compare(pool, same, RealModuleRestoringTests::useFlags);
			assertThat(pool.counters().restored()).isGreaterThan(LOANS / 2);
		}
	}

	private static WasmModule flags(WasmRuntime runtime) {
		return runtime.module(RealGuest.FEATURE_FLAGS.binary())
			.name("flags")
			.memoryReserve(16)
			.hostFunctions(HostFunction.in(new AssemblyScript()).toArray(HostFunction[]::new))
			.build();
	}

	private static String useFlags(WasmInstance instance, int kind, int length) {
		return switch (kind) {
			case 0 -> AssemblyScript.call(instance, "generateBoundedHashesFromJSON", "user" + length, "target");
			case 1 -> {
				instance.callVoid("setPlatformData", AssemblyScript.newString(instance,
						"{\"platform\":\"%s\",\"platformVersion\":\"17\",\"sdkType\":\"server\",\"sdkVersion\":\"1\",\"hostname\":\"h\"}"
							.formatted("p".repeat(length))));
				yield AssemblyScript.call(instance, "testDVCUserClass", "{\"user_id\":\"a\"}");
			}
			// Fails in a host function unless the loan has set the platform
			case 2 -> AssemblyScript.call(instance, "testDVCUserClass", "{\"user_id\":\"a\"}");
			case 3 -> {
				instance.callVoid("triggerAbort");
				yield "";
			}
			default -> "" + AssemblyScript.newString(instance, "x".repeat(length * 100));
		};
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 2, 16 })
	void theParserOfSourceMaps(int reserve) {
		try (WasmModule module = sourceMaps(this.runtime, reserve);
				WasmModule same = sourceMaps(this.other, reserve);
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			compare(pool, same, RealModuleRestoringTests::useSourceMaps);
			if (reserve == 16) {
				assertThat(pool.counters().restored()).isGreaterThan(LOANS / 2);
			}
		}
	}

	private static WasmModule sourceMaps(WasmRuntime runtime, int reserve) {
		HostFunction callback = HostFunction.of("env", "mapping_callback",
				FunctionType.of(List.of(ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32,
						ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32), List.of()),
				(caller, args) -> {
					if ((int) args[0] == 50) {
						throw new IllegalStateException("enough");
					}
					return null;
				});
		return runtime.module(RealGuest.SOURCE_MAP.binary())
			.name("mappings")
			.memoryReserve(reserve)
			.hostFunctions(callback)
			.build();
	}

	private static String useSourceMaps(WasmInstance instance, int kind, int length) {
		String text = (kind == 0) ? "CAAC,!" : "AAAA" + ";AACA".repeat(length);
		int at = instance.callInt("allocate_mappings", text.length());
		instance.memory().write(at, text.getBytes(StandardCharsets.US_ASCII));
		int mappings = instance.callInt("parse_mappings", at);
		if (mappings != 0 && kind > 1) {
			instance.callVoid("by_generated_location", mappings);
			instance.callVoid("free_mappings", mappings);
		}
		return at + " " + mappings + " " + instance.callInt("get_last_error");
	}

	private void compare(WasmPool pool, WasmModule same, Use use) {
		for (int loan = 0; loan < LOANS; loan++) {
			int[] kinds = this.random.ints(1 + this.random.nextInt(4), 0, 5).toArray();
			int length = this.random.nextInt(200);
			if (loan % COMPARED != COMPARED - 1) {
				pool.useInstance((instance) -> use(instance, kinds, length, use));
				continue;
			}
			try (WasmInstance restored = pool.acquire(); WasmInstance made = same.instantiate()) {
				assertThat(use(restored, kinds, length, use)).isEqualTo(use(made, kinds, length, use));
				assertAlike(restored.memory(), made.memory(), "loan " + loan + " of kinds " + Arrays.toString(kinds));
			}
			// It was read wholly
			pool.refresh();
		}
		WasmPoolCounters counters = pool.counters();
		assertThat(counters.retired().get(RetirementReason.NOT_RESTORABLE)).isZero();
		assertThat(counters.retired().get(RetirementReason.VALIDATION)).isZero();
	}

	private static String use(WasmInstance instance, int[] kinds, int length, Use use) {
		StringBuilder answers = new StringBuilder();
		for (int kind : kinds) {
			try {
				answers.append(use.of(instance, kind, length)).append('\n');
			}
			catch (RuntimeException ex) {
				answers.append(ex).append('\n');
				return answers.toString();
			}
		}
		return answers.toString();
	}

	private static void assertAlike(WasmMemory restored, WasmMemory made, String known) {
		assertThat(restored.pages()).as(known).isEqualTo(made.pages());
		int size = (int) made.size();
		assertThat(Arrays.mismatch(restored.read(0, size), made.read(0, size)))
			.as("the first byte that differs, %s", known)
			.isEqualTo(-1);
	}

	/**
	 * A borrower does something.
	 */
	@FunctionalInterface
	private interface Use {

		String of(WasmInstance instance, int kind, int length);

	}

}
