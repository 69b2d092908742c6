package io.github.wasmpool.runtime;

import java.time.Duration;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DeadlineTests {

	private final WasmRuntime runtime = newRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	/**
	 * Make the runtime; another class runs these tests with another one.
	 */
	WasmRuntime newRuntime() {
		return new WasmtimeRuntime();
	}

	@Test
	void aGuestThatLoopsIsStoppedAndNotUsedAgain() {
		try (WasmModule module = this.runtime.module(Wat.compile(Wat.CALLS))
			.executionTimeout(Duration.ofMillis(60))
			.build(); WasmInstance instance = module.instantiate()) {
			long start = System.nanoTime();
			assertThatExceptionOfType(WasmExecutionTimeoutException.class).isThrownBy(() -> instance.callVoid("spin"))
				.withMessage("'spin' did not return within 60 ms and was stopped")
				.withNoCause()
				.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(60)))
				.satisfies((ex) -> assertThat(ex.getFunction()).isEqualTo("spin"));
			assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000L);
			assertThat(instance.isHealthy()).isFalse();
		}
	}

	@Test
	void eachEntryHasItsOwnTime() throws InterruptedException {
		try (WasmModule module = this.runtime.module(Wat.compile(Wat.CALLS))
			.executionTimeout(Duration.ofMillis(40))
			.build(); WasmInstance instance = module.instantiate()) {
			for (int i = 0; i < 5; i++) {
				assertThat(instance.callInt("addInts", i, 1)).isEqualTo(i + 1);
				Thread.sleep(30);
			}
		}
	}

	@Test
	void aPoolRecoversFromAGuestThatLoops() {
		try (WasmModule module = this.runtime.module(Wat.compile(Wat.CALLS)).build();
				WasmPool pool = this.runtime.pool(module)
					.size(1)
					.reset(ResetPolicy.WARM)
					.executionTimeout(Duration.ofMillis(30))
					.build()) {
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(WasmExecutionTimeoutException.class)
					.isThrownBy(() -> pool.useInstance((instance) -> instance.callVoid("spin")));
				assertThat(
						pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("addInts", 1, 2)))
					.isEqualTo(3);
			}
		}
	}

	@Test
	void aLoanCanHaveAnotherLimit() {
		try (WasmModule module = this.runtime.module(Wat.compile(Wat.CALLS)).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			LoanOptions options = LoanOptions.ofPool().withExecutionTimeout(Duration.ofMillis(20));
			try (WasmInstance instance = pool.acquire(options)) {
				assertThatExceptionOfType(WasmExecutionTimeoutException.class)
					.isThrownBy(() -> instance.callVoid("spin"))
					.withMessage("'spin' did not return within 20 ms and was stopped");
			}
		}
	}

	@Test
	void codeWithoutChecksRunsAndAcceptsNoLimit() {
		try (WasmModule module = this.runtime.module(Wat.compile(Wat.CALLS)).name("calls").interruptible(false).build();
				WasmPool pool = this.runtime.pool(module).build();
				WasmInstance instance = pool.acquire()) {
			assertThat(instance.callInt("addInts", 1, 2)).isEqualTo(3);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> pool.acquire(LoanOptions.ofPool().withExecutionTimeout(Duration.ofSeconds(1))))
				.withMessage(
						"An execution timeout needs deadline checks, but module 'calls' of pool 'default' is compiled"
								+ " with 'interruptible' false");
			assertThatIllegalArgumentException()
				.isThrownBy(
						() -> this.runtime.pool(module).name("other").executionTimeout(Duration.ofSeconds(1)).build())
				.withMessage("Pool 'other' has impossible settings: 'execution-timeout' needs a module compiled with"
						+ " 'interruptible' true");
		}
	}

	@Test
	void impossibleSettingsOfAModuleAreSaidAllAtOnce() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.runtime.module(Wat.compile(Wat.CALLS))
				.name("calls")
				.interruptible(false)
				.executionTimeout(Duration.ZERO)
				.guestStack(1)
				.build())
			.withMessage("Module 'calls' has impossible settings: 'execution-timeout' must be positive but is PT0S;"
					+ " 'execution-timeout' needs 'interruptible' to be true;"
					+ " 'guest-stack' must be between 32 KiB and 2 MiB but is 1 byte");
	}

}
