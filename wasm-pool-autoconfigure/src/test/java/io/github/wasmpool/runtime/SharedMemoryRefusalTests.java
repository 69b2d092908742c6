package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.HexFormat;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.type.MemoryLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What cannot be shared, and what is said about it.
 */
class SharedMemoryRefusalTests {

	/** A module that defines a shared memory. */
	private static final byte[] DEFINING = HexFormat.of().parseHex("0061736d01000000050401030102");

	private static final String BUILD = "; build it with '-pthread' and link it with '--import-memory' and"
			+ " '--shared-memory', or set 'memory.shared' to false";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@ParameterizedTest
	@CsvSource({ "(module), the module has no memory", "(module (memory 1)), the module defines a memory of its own",
			"(module (import \"env\" \"memory\" (memory 1 2))), the memory the module imports is not shared" })
	void aModuleWithoutASharedMemoryCannotShareIt(String text, String reason) {
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> this.runtime.module(Wat.compile(text)).name("guest").sharedMemory(true).build())
			.withMessageStartingWith(
					"instances of module 'guest' cannot share a memory as 'memory.shared' asks," + " because " + reason)
			.withMessageEndingWith(BUILD)
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MEMORY_OUT_OF_RANGE));
	}

	@Test
	void aModuleThatDefinesItsSharedMemoryIsRefused() {
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> this.runtime.module(DEFINING).sharedMemory(true).build())
			.withMessageContaining("because the module defines a shared memory of its own instead of importing it");
		assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> this.runtime.module(DEFINING).build())
			.withMessage("module 'module' defines a shared memory of its own, which no other instance could see; link"
					+ " it with '--import-memory' and set 'memory.shared' to true, or compile without '-pthread',"
					+ " atomic instructions may stay")
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.UNSUPPORTED_FEATURE));
	}

	@Test
	void aSharedMemoryThatIsNotAskedForIsRefused() {
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> this.runtime.module(SharedGuests.guest())
				.name("guest")
				.features(new GuestFeatures(true, true))
				.build())
			.withMessage("module 'guest' imports a shared memory, which all its instances in a pool would see; set"
					+ " 'memory.shared' to true, or compile without '-pthread', atomic instructions may stay")
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.UNSUPPORTED_FEATURE));
	}

	@ParameterizedTest
	@CsvSource({ "1,, initial, 2", "3,, initial, 2", ", 7, max, 8", ", 9, max, 8", "2, 16, max, 8" })
	void otherLimitsThanThoseOfTheImportAreRefused(Integer initial, Integer max, String key, int own) {
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> this.runtime.module(SharedGuests.guest())
				.sharedMemory(true)
				.memory(new MemoryLimits(initial, max))
				.build())
			.withMessageContaining("'memory." + key + "-pages' must be " + own
					+ " or left out, because a shared memory has the limits its module imports it with")
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MEMORY_OUT_OF_RANGE));
	}

	@Test
	void threadsCannotBeOff() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.runtime.module(SharedGuests.guest())
				.sharedMemory(true)
				.features(new GuestFeatures(true, false))
				.build())
			.withMessageContaining("'memory.shared' needs 'features.threads' to be true, or not set");
	}

	@Test
	void instancesAreNeitherFreshNorRetiredByTime() {
		try (WasmModule module = this.runtime.module(SharedGuests.guest()).sharedMemory(true).build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.runtime.pool(module)
					.reset(ResetPolicy.FRESH)
					.maxUses(5)
					.maxLifetime(Duration.ofHours(1))
					.idleTimeout(Duration.ofHours(1))
					.maxMemoryGrowth(1)
					.abi(AbiOptions.DEFAULTS.withInputBuffer("own", "own"))
					.build())
				.withMessageContainingAll(
						"'abi.input-buffer' cannot be combined with 'memory.shared', because all instances would put their"
								+ " arguments into one buffer; use 'abi.keep-buffer'",

						"'reset' must be warm, or not set, because instances with 'memory.shared' are"
								+ " replaced only when they fail",
						"'max-uses' cannot be combined with 'memory.shared'",
						"'max-lifetime' cannot be combined with 'memory.shared'",
						"'idle-timeout' cannot be combined with 'memory.shared'",
						"'max-memory-growth' cannot be combined with 'memory.shared'");
		}
	}

	@Test
	void dataThatDoesNotFitIsReportedWhenThePoolIsBuilt() {
		// (import "env" "m" (memory 1 1 shared)) (data (i32.const 65530) 12 bytes)
		byte[] binary = HexFormat.of()
			.parseHex("0061736d01000000" + "020b0103656e76016d02030101" + "0b14010041faff030b0c" + "00".repeat(12));
		NativeMemory before = NativeMemory.now();
		try (WasmModule module = this.runtime.module(binary).sharedMemory(true).build()) {
			assertThatExceptionOfType(WasmInstanceCreationException.class)
				.isThrownBy(() -> this.runtime.pool(module).size(1).build())
				.withMessageContaining("the shared memory: ");
			assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(module::instantiate);
		}
		assertThat(NativeMemory.now()).isEqualTo(before);
	}

	@Test
	void aPoolWithoutASharedMemoryHasNone() {
		try (WasmModule module = this.runtime.module(Wat.compile("(module (memory 1))")).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			assertThatIllegalStateException().isThrownBy(pool::sharedMemory)
				.withMessage("Each instance of pool 'default' has a memory of its own; set 'memory.shared' to true for"
						+ " a module that imports a shared memory");
		}
	}

}
