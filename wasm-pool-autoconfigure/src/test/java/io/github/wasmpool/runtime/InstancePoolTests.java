package io.github.wasmpool.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.wasmpool.NoSuchPoolException;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolExhaustedException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class InstancePoolTests {

	private final WasmRuntime runtime = newRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(Wat.STATE)).name("state").build();

	@AfterEach
	void close() {
		this.runtime.close();
		this.module.close();
	}

	/**
	 * Make the runtime; another class runs these tests with another one.
	 */
	WasmRuntime newRuntime() {
		return new WasmtimeRuntime();
	}

	@Test
	void anExhaustedPoolSaysSoWithItsNumbers() {
		try (WasmPool pool = this.runtime.pool(this.module).name("orders").size(2).build();
				WasmInstance one = pool.acquire();
				WasmInstance two = pool.acquire()) {
			assertThat(one.isHealthy() && two.isHealthy()).isTrue();
			assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(() -> pool.acquire(Duration.ZERO))
				.withMessage("orders - no instance available (size=2, active=2, idle=0, waiting=0)")
				.satisfies((ex) -> assertThat(ex.getPool()).isEqualTo("orders"));
			assertThatExceptionOfType(WasmPoolExhaustedException.class)
				.isThrownBy(() -> pool.acquire(Duration.ofMillis(20)))
				.withMessage(
						"orders - no instance available, timed out after 20 ms (size=2, active=2, idle=0, waiting=0)");
			assertThat(pool.tryAcquire()).isEmpty();
			pool.release(one);
			assertThat(pool.tryAcquire()).hasValueSatisfying(WasmInstance::close);
		}
	}

	@Test
	void aLoanIsReleasedOnceAndOnlyWhereItWasAcquired() {
		try (WasmPool pool = this.runtime.pool(this.module).name("mine").build();
				WasmPool other = this.runtime.pool(this.module).name("other").build()) {
			WasmInstance instance = pool.acquire();
			assertThatIllegalArgumentException().isThrownBy(() -> other.release(instance))
				.withMessage("The instance was not acquired from pool 'other'");
			pool.release(instance);
			assertThatIllegalStateException().isThrownBy(() -> pool.release(instance))
				.withMessage("The instance was released already");
			instance.close();
			assertThat(pool.stats().active()).isZero();
			try (WasmInstance standAlone = this.module.instantiate()) {
				assertThatIllegalArgumentException().isThrownBy(() -> pool.release(standAlone));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void nothingThatWasKeptReachesTheNextBorrower(ResetPolicy reset) {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).reset(reset).build()) {
			WasmInstance stale = pool.acquire();
			WasmFunction function = stale.function("hidden");
			WasmMemory memory = stale.memory();
			WasmGlobal global = stale.global("counter");
			stale.close();
			try (WasmInstance next = pool.acquire()) {
				refused(() -> stale.callInt("hidden"));
				refused(() -> stale.memory());
				refused(() -> stale.global("counter"));
				refused(function::callInt);
				refused(() -> memory.writeInt(0, 1));
				refused(() -> memory.readCString(0));
				refused(memory::size);
				refused(() -> global.set(1L));
				refused(global::get);
				stale.close();
				assertThat(next.memory().readCString(0)).isEqualTo("clean");
				assertThat(pool.stats().active()).isEqualTo(1);
			}
		}
	}

	@Test
	void aSecondThreadIsRefusedWhileTheFirstIsInside() throws Exception {
		byte[] binary = Wat.compile("(module (func (export \"spin\") (loop (br 0))) (func (export \"f\")))");
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try (WasmModule looping = this.runtime.module(binary).executionTimeout(Duration.ofSeconds(2)).build();
				WasmPool pool = this.runtime.pool(looping).size(1).build()) {
			WasmInstance instance = pool.acquire();
			WasmFunction other = instance.function("f");
			CountDownLatch started = new CountDownLatch(1);
			Future<?> spinning = executor.submit(() -> {
				started.countDown();
				instance.callVoid("spin");
			});
			started.await();
			Thread.sleep(100);
			assertThatIllegalStateException().isThrownBy(other::callVoid)
				.withMessage("The instance is in use by another thread; acquire one for each thread");
			assertThatIllegalStateException().isThrownBy(() -> pool.release(instance))
				.withMessage("The instance cannot be released while a call runs on it");
			instance.close();
			assertThat(pool.stats().active()).as("a close during a call waits for the call").isEqualTo(1);
			assertThat(spinning).failsWithin(Duration.ofSeconds(20));
			assertThat(instance.isHealthy()).isFalse();
			try (WasmInstance next = pool.acquire()) {
				next.callVoid("f");
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void manyThreadsComputeCorrectResultsAtOnce() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try (WasmPool pool = this.runtime.pool(this.module).size(4).acquireTimeout(Duration.ofMinutes(1)).build()) {
			List<Callable<Boolean>> work = new ArrayList<>();
			for (int i = 0; i < 400; i++) {
				int value = i;
				work.add(() -> pool.withInstance((instance) -> {
					instance.callVoid("setHidden", value);
					instance.memory().writeString(64, "text-" + value + "\0");
					instance.global("counter").set((long) value);
					return instance.callInt("hidden") == value && instance.callLong("count") == value + 1
							&& instance.memory().readCString(64).equals("text-" + value);
				}));
			}
			for (Future<Boolean> result : executor.invokeAll(work)) {
				assertThat(result.get()).isTrue();
			}
			assertThat(pool.stats().active()).isZero();
			assertThat(pool.stats().live()).isLessThanOrEqualTo(4);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void prefillMakesTheInstancesThatAreToBeReady() {
		try (WasmPool pool = this.runtime.pool(this.module).size(5).minIdle(3).build()) {
			assertThat(pool.stats().live()).isZero();
			pool.prefill();
			assertThat(pool.stats().idle()).isEqualTo(3);
			assertThat(pool.stats().summary()).isEqualTo("(size=5, active=0, idle=3, waiting=0)");
		}
	}

	@Test
	void theExceptionOfTheWorkPassesThroughAndTheLoanEnds() {
		try (WasmPool pool = this.runtime.pool(this.module).size(1).build()) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> pool.useInstance((instance) -> {
				throw new IOException("mine");
			})).withMessage("mine");
			assertThat(pool.stats().active()).isZero();
		}
	}

	@Test
	void aClosedPoolRefusesAndItsLateLoanIsFreedOnReturn() {
		WasmPool pool = this.runtime.pool(this.module)
			.name("late")
			.size(2)
			.shutdownGracePeriod(Duration.ofMillis(50))
			.build();
		WasmInstance late = pool.acquire();
		pool.close();
		pool.close();
		assertThat(pool.isClosed()).isTrue();
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(pool::acquire)
			.withMessage("late - the pool is closed (size=2, active=1, idle=0, waiting=0)");
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(pool::tryAcquire);
		assertThat(late.callInt("hidden")).isEqualTo(7);
		late.close();
		assertThat(pool.stats().live()).isZero();
	}

	@Test
	void poolsAreLookedUpByName() {
		try (WasmPool pool = this.runtime.pool(this.module).name("b").build();
				WasmPool other = this.runtime.pool(this.module).name("a").build()) {
			assertThat(this.runtime.pools().names()).containsExactly("a", "b");
			assertThat(this.runtime.pools().get("b")).isSameAs(pool);
			assertThat(this.runtime.pools().stream()).containsExactly(other, pool);
			assertThatExceptionOfType(NoSuchPoolException.class).isThrownBy(() -> this.runtime.pools().get("c"))
				.withMessage("there is no pool 'c'; there is a, b");
			assertThatIllegalArgumentException().isThrownBy(() -> this.runtime.pool(this.module).name("a").build())
				.withMessage("There is a pool 'a' already; 'name' must be unique among the pools that live");
		}
		assertThat(this.runtime.pools().names()).isEmpty();
	}

	@Test
	void impossibleSettingsAreSaidAllAtOnce() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.runtime.pool(this.module)
				.name("Bad Name")
				.size(0)
				.acquireTimeout(Duration.ofMillis(-1))
				.executionTimeout(Duration.ZERO)
				.resetExport("hidden")
				.build())
			.withMessage(
					"Pool 'Bad Name' has impossible settings: 'name' must match '[a-z][a-z0-9]*' but is 'Bad Name';"
							+ " 'size' must be at least 1 but is 0;"
							+ " 'acquire-timeout' must not be negative but is PT-0.001S;"
							+ " 'execution-timeout' must be positive but is PT0S; 'reset-export' needs 'reset' to be warm");
	}

	@Test
	void aPoolHoldsItsModuleOpen() {
		WasmModule mine = this.runtime.module(Wat.compile(Wat.CALLS)).name("calls").build();
		try (WasmPool pool = this.runtime.pool(mine).name("holder").build()) {
			mine.close();
			mine.close();
			assertThatIllegalStateException().isThrownBy(mine::instantiate).withMessage("Module 'calls' is closed");
			assertThatIllegalStateException().isThrownBy(() -> this.runtime.pool(mine).name("next").build());
			try (WasmInstance instance = pool.acquire()) {
				assertThat(instance.callInt("addInts", 1, 2)).isEqualTo(3);
			}
		}
	}

	@Test
	void aRuntimeThatIsClosedRefuses() {
		WasmPool pool = this.runtime.pool(this.module).build();
		this.runtime.close();
		assertThat(pool.isClosed()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> this.runtime.module(new byte[8]))
			.withMessage("The WebAssembly runtime is closed");
		assertThatIllegalStateException().isThrownBy(() -> this.runtime.pool(this.module));
	}

	@Test
	void aModuleOfAnotherRuntimeIsRefused() {
		try (WasmtimeRuntime other = new WasmtimeRuntime()) {
			assertThatIllegalArgumentException().isThrownBy(() -> other.pool(this.module))
				.withMessage("module 'state' belongs to another runtime");
		}
	}

	private static void refused(ThrowingCallable use) {
		assertThatIllegalStateException().isThrownBy(use)
			.withMessage("The instance was used after it was released; acquire another");
	}

}
