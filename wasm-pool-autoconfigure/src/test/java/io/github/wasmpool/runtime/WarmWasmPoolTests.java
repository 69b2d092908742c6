package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmTrapException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A pool that lends its instances again.
 */
class WarmWasmPoolTests extends WasmPoolContractTests {

	@Override
	WasmPoolBuilder builder() {
		return this.runtime.pool(this.module).reset(ResetPolicy.WARM);
	}

	@Test
	void anInstanceIsLentSoManyTimes() {
		WasmPool pool = builder().size(1).maxUses(3).build();
		List<Integer> seen = new ArrayList<>();
		for (int i = 0; i < 9; i++) {
			pool.useInstance((instance) -> {
				seen.add(instance.callInt("hidden"));
				instance.callVoid("setHidden", instance.callInt("hidden") + 1);
			});
		}
		assertThat(seen).containsExactly(7, 8, 9, 7, 8, 9, 7, 8, 9);
		assertSound(pool);
	}

	@Test
	void anInstanceIsRetiredOfAge() {
		WasmPool pool = builder().size(2).maxLifetime(Duration.ofMillis(300)).build();
		pool.useInstance((instance) -> instance.callVoid("setHidden", 8));
		Awaitility.await()
			.until(() -> pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("hidden")) == 7);
		assertSound(pool);
	}

	@Test
	void instancesThatAreIdleTooLongGo() {
		WasmPool pool = builder().size(4).minIdle(1).idleTimeout(Duration.ofMillis(100)).build();
		assertSound(pool);
		awaitIdle(pool, 1);
		assertSound(pool);
	}

	@Test
	void theValidatorDecidesAfterTheResetExport() {
		List<Integer> seen = new ArrayList<>();
		WasmPool pool = builder().size(1).resetExport("reset").validator((instance) -> {
			seen.add(instance.callInt("hidden"));
			return instance.memory().readInt(0) != 1;
		}).build();
		pool.useInstance((instance) -> spoil(instance, 2));
		pool.useInstance((instance) -> {
			assertThat(instance.memory().readInt(0)).isEqualTo(2);
			spoil(instance, 1);
		});
		pool.useInstance((instance) -> assertThat(instance.memory().readInt(0)).isZero());
		assertThat(seen).containsExactly(7, 7, 7);
		assertSound(pool);
	}

	@Test
	void anInstanceIsRetiredIfItsValidationFails() {
		for (WasmInstanceValidator validator : List.<WasmInstanceValidator>of((instance) -> {
			throw new IllegalStateException("scripted");
		}, (instance) -> {
			instance.callVoid("fail");
			return true;
		}, (instance) -> {
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> instance.callVoid("fail"));
			return true;
		}, (instance) -> {
			instance.callVoid("spin");
			return true;
		})) {
			try (WasmPool pool = builder().size(1)
				.executionTimeout(Duration.ofMillis(50))
				.validator(validator)
				.build()) {
				for (int i = 0; i < 3; i++) {
					pool.useInstance((instance) -> {
						assertThat(instance.callInt("hidden")).isEqualTo(7);
						instance.callVoid("setHidden", 8);
					});
				}
				assertSound(pool);
			}
		}
	}

	@Test
	void theValidatorKeepsNothing() throws Exception {
		AtomicReference<@Nullable WasmInstance> kept = new AtomicReference<>();
		AtomicReference<@Nullable Future<Boolean>> running = new AtomicReference<>();
		WasmPool pool = builder().size(1).executionTimeout(Duration.ofMillis(300)).validator((instance) -> {
			kept.set(instance);
			running.set(start(() -> {
				instance.callVoid("spin");
				return true;
			}));
			Awaitility.await().until(() -> !isFree(instance));
			return true;
		}).build();
		pool.useInstance((instance) -> instance.callVoid("setHidden", 8));
		assertThat(running.get()).as("a call that was left running was waited for")
			.failsWithin(LONG)
			.withThrowableThat()
			.withCauseInstanceOf(WasmExecutionTimeoutException.class);
		try (WasmInstance next = pool.acquire()) {
			assertThat(next.callInt("hidden")).isEqualTo(7);
			assertThatIllegalStateException().isThrownBy(() -> Objects.requireNonNull(kept.get()).callInt("hidden"))
				.withMessage("The instance was used after it was released; acquire another");
			next.callVoid("reset");
		}
	}

	@Test
	void impossibleLimitsAreSaidAllAtOnce() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> builder().maxUses(0)
				.maxLifetime(Duration.ZERO)
				.idleTimeout(Duration.ofSeconds(-1))
				.maxMemoryGrowth(-1)
				.leakDetectionThreshold(Duration.ZERO)
				.build())
			.withMessage("Pool 'default' has impossible settings: 'max-uses' must be at least 1 but is 0;"
					+ " 'max-lifetime' must be positive but is PT0S; 'idle-timeout' must be positive but is PT-1S;"
					+ " 'leak-detection-threshold' must be positive but is PT0S;"
					+ " 'max-memory-growth' must not be negative but is -1");
	}

	private static void spoil(WasmInstance instance, int mark) {
		instance.memory().writeInt(0, mark);
		instance.callVoid("setHidden", mark);
	}

	private static boolean isFree(WasmInstance instance) {
		try {
			instance.memory();
			return true;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

}
