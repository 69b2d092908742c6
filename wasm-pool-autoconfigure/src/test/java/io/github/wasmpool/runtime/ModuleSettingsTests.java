package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.HexFormat;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.type.MemoryLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is fixed when a module is compiled: memory reservations and features.
 */
class ModuleSettingsTests {

	private static final String GROWING = """
			(module
				(memory (export "memory") 1)
				(data (i32.const 10) "data")
				(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
				(func (export "load") (param i32) (result i32) (i32.load offset=4 (local.get 0)))
				(func (export "far") (param i32) (result i32) (i32.load offset=4294967292 (local.get 0))))
			""";

	private static final int PAGE = 65_536;

	@ParameterizedTest
	@ValueSource(longs = { 1, 262_144, 4L << 20, 1L << 30, 4L << 30 })
	void memoriesGrowToTheirCeilingWhateverIsReserved(long reservation) {
		EngineOptions options = new EngineOptions(Optimization.SPEED, Duration.ofMillis(10), 1, reservation, null);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(options);
				WasmModule module = runtime.module(Wat.compile(GROWING)).memory(MemoryLimits.of(1, 100)).build();
				WasmInstance instance = module.instantiate()) {
			WasmMemory memory = instance.memory();
			for (int pages = 1; pages < 100; pages++) {
				assertThat(memory.readInt(10)).isEqualTo(instance.callInt("load", 6));
				assertThat(instance.callInt("grow", 1)).isEqualTo(pages);
				memory.writeInt((long) pages * PAGE + 8, pages);
				assertThat(instance.callInt("load", pages * PAGE + 4)).isEqualTo(pages);
			}
			assertThat(instance.callInt("grow", 1)).isEqualTo(-1);
			assertThat(memory.readString(10, 4)).isEqualTo("data");
			assertThat(instance.callInt("load", 100 * PAGE - 8)).isZero();
			assertThatExceptionOfType(WasmTrapException.class)
				.isThrownBy(() -> instance.callInt("load", 100 * PAGE - 7));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 100, -1, -5, Integer.MIN_VALUE })
	void accessesFarPastTheEndTrapWhateverIsReserved(int address) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(GROWING)).memoryReservation(1L).build();
				WasmInstance instance = module.instantiate()) {
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> instance.callInt("far", address));
		}
	}

	@Test
	void impossibleReservationsAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new EngineOptions(Optimization.SPEED, Duration.ofMillis(10), 1, 0L, null))
			.withMessage("'memory-reservation' must be between 1 byte and 4 GiB but is 0");
		try (WasmtimeRuntime runtime = new WasmtimeRuntime()) {
			WasmModuleBuilder builder = runtime.module(Wat.compile(Wat.CALLS)).memoryReservation((4L << 30) + 1);
			assertThatIllegalArgumentException().isThrownBy(builder::build)
				.withMessageContaining("'memory-reservation' must be between 1 byte and 4 GiB but is 4294967297");
		}
	}

	@Test
	void atomicInstructionsWorkOnAnOrdinaryMemory() {
		// (memory (export "memory") 1) (func (export "add") (param i32) (result i32)
		// (i32.atomic.rmw.add (i32.const 8) (local.get 0)))
		byte[] binary = HexFormat.of()
			.parseHex("0061736d01000000" + "0106016001" + "7f017f" + "03020100" + "0503010001" + "0710"
					+ "02066d656d6f72790200036164640000" + "0a0c010a00" + "41082000" + "fe1e0200" + "0b");
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(binary).features(new GuestFeatures(true, true)).build();
				WasmInstance instance = module.instantiate()) {
			assertThat(instance.callInt("add", 40)).isZero();
			assertThat(instance.callInt("add", 2)).isEqualTo(40);
			assertThat(instance.memory().readInt(8)).isEqualTo(42);
		}
	}

	@Test
	void accessesThatAreCheckedCountForMore() {
		byte[] binary = Wat.compile("(module (memory 1) (func (export \"stores\")"
				+ " (i32.store (i32.const 0) (i32.const 1))".repeat(6_000) + "))");
		ModuleLimits limits = ModuleLimits.DEFAULTS.withComplexity(600_000);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime()) {
			runtime.module(binary).limits(limits).build().close();
			assertThatExceptionOfType(WasmModuleException.class)
				.isThrownBy(() -> runtime.module(binary).limits(limits).memoryReservation(1L << 20).build())
				.withMessageContaining("'limits.complexity'");
		}
	}

}
