package io.github.wasmpool.runtime;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IsolationTests {

	private final WasmRuntime runtime = newRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(Wat.STATE)).name("state").build();

	@AfterEach
	void close() {
		this.module.close();
		this.runtime.close();
	}

	/**
	 * Make the runtime; another class runs these tests with another one.
	 */
	WasmRuntime newRuntime() {
		return new WasmtimeRuntime();
	}

	@Test
	void whatOneInstanceChangesAnotherDoesNotSee() {
		try (WasmInstance dirty = this.module.instantiate(); WasmInstance other = this.module.instantiate()) {
			change(dirty);
			assertChanged(dirty);
			assertClean(other);
		}
	}

	@Test
	void theNextBorrowerOfAFreshSlotFindsItClean() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(ResetPolicy.FRESH).build()) {
			for (int i = 0; i < 20; i++) {
				pool.useInstance((instance) -> {
					assertClean(instance);
					change(instance);
					assertChanged(instance);
				});
			}
			assertThat(pool.stats().size()).isEqualTo(1);
		}
	}

	@Test
	void theNextBorrowerOfAWarmSlotFindsWhatTheLastOneLeft() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(ResetPolicy.WARM).build()) {
			pool.useInstance(IsolationTests::change);
			pool.useInstance(IsolationTests::assertChanged);
		}
	}

	@Test
	void aWarmSlotIsResetByTheExportOfTheGuest() {
		byte[] binary = Wat.compile("""
				(module
					(global (export "value") (mut i32) (i32.const 1))
					(func (export "reset") (global.set 0 (i32.const 1))))
				""");
		try (WasmModule resetting = this.runtime.module(binary).build();
				WasmPool pool = this.runtime.pool(resetting)
					.size(1)
					.reset(ResetPolicy.WARM)
					.resetExport("reset")
					.build()) {
			for (int i = 0; i < 3; i++) {
				pool.useInstance((instance) -> {
					assertThat(instance.global("value").get()).isEqualTo(1);
					instance.global("value").set(5);
				});
			}
		}
	}

	@Test
	void aWarmInstanceThatTrappedIsReplaced() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(ResetPolicy.WARM).build()) {
			pool.useInstance((instance) -> {
				change(instance);
				try {
					instance.callVoid("fail");
				}
				catch (RuntimeException ex) {
					assertThat(instance.isHealthy()).isFalse();
				}
			});
			pool.useInstance(IsolationTests::assertClean);
		}
	}

	@Test
	void globalsAreReadAndWrittenWithTheirType() {
		try (WasmInstance instance = this.module.instantiate()) {
			WasmGlobal counter = instance.global("counter");
			assertThat(counter.name()).isEqualTo("counter");
			assertThat(counter.type()).hasToString("(mut i64)");
			assertThat(counter.get()).isEqualTo(40L);
			counter.set(Long.MAX_VALUE);
			assertThat(counter.get()).isEqualTo(Long.MAX_VALUE);
			assertThat(instance.callLong("count")).isEqualTo(Long.MIN_VALUE);
			WasmGlobal ratio = instance.global("ratio");
			ratio.set(2);
			assertThat(ratio.get()).isEqualTo(2f);
			assertThat(instance.global("limit").get()).isEqualTo(2.5);
			assertThatIllegalArgumentException().isThrownBy(() -> ratio.set(2d))
				.withMessage("Global 'ratio' is (mut f32), and the value is of type Double");
			assertThatIllegalArgumentException().isThrownBy(() -> instance.global("limit").set(3d))
				.withMessage("Global 'limit' is immutable");
		}
	}

	private static void change(WasmInstance instance) {
		instance.memory().writeString(0, "dirty");
		instance.callVoid("setHidden", 99);
		instance.global("counter").set(-1L);
		instance.callInt("grow", 2);
		instance.callVoid("swap");
		instance.callInt("growTable", 3);
	}

	private static void assertChanged(WasmInstance instance) {
		assertState(instance, "dirty", 99, -1L, 3, 2, 5);
	}

	private static void assertClean(WasmInstance instance) {
		assertState(instance, "clean", 7, 40L, 1, 1, 2);
	}

	private static void assertState(WasmInstance instance, String text, int hidden, long counter, int pages, int answer,
			int tableSize) {
		assertThat(instance.memory().readCString(0)).isEqualTo(text);
		assertThat(instance.callInt("hidden")).isEqualTo(hidden);
		assertThat(instance.global("counter").get()).isEqualTo(counter);
		assertThat(instance.memory().pages()).isEqualTo(pages);
		assertThat(instance.callInt("answer")).isEqualTo(answer);
		assertThat(instance.callInt("tableSize")).isEqualTo(tableSize);
	}

}
