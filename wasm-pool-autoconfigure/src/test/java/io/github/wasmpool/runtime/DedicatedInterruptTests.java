package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolInterruptedException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Callers that are interrupted while a dedicated thread works for them.
 */
class DedicatedInterruptTests {

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile("""
			(module
				(global (export "value") (mut i32) (i32.const 1))
				(func (export "spin") (loop (br 0))))
			""")).executionTimeout(Duration.ofSeconds(2)).build();

	private final WasmPool pool = this.runtime.pool(this.module)
		.name("orders")
		.execution(ExecutionMode.DEDICATED)
		.reset(ResetPolicy.WARM)
		.size(1)
		.build();

	@AfterEach
	void close() {
		this.runtime.close();
		this.module.close();
	}

	@Test
	void theCallerReturnsAtOnceAndTheInstanceIsRetiredWhenItsCallbackEnds() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		AtomicBoolean healthy = new AtomicBoolean(true);
		AtomicBoolean flag = new AtomicBoolean();
		Outcome<Integer> outcome = Outcome.of(() -> {
			try {
				return this.pool.<Integer, Exception>withInstance((instance) -> {
					instance.global("value").set(99);
					begun.countDown();
					try {
						new CountDownLatch(1).await();
					}
					catch (InterruptedException ex) {
						interrupted.countDown();
					}
					end.await();
					healthy.set(instance.isHealthy());
					return 0;
				});
			}
			finally {
				flag.set(Thread.currentThread().isInterrupted());
			}
		});
		begun.await();
		outcome.interrupt();
		assertThat(outcome.failure()).isInstanceOf(WasmPoolInterruptedException.class)
			.hasMessage("orders - interrupted while waiting for a callback, whose instance is retired when it ends"
					+ " (size=1, active=1, idle=0, waiting=0)");
		assertThat(flag).as("the interrupt flag").isTrue();
		interrupted.await();
		assertThat(this.pool.tryAcquire()).as("nobody else gets the instance").isEmpty();
		end.countDown();
		try (WasmInstance next = this.pool.acquire()) {
			assertThat(next.global("value").get()).as("a new instance").isEqualTo(1);
		}
		assertThat(healthy).isFalse();
	}

	@Test
	void aCallThatRunsGoesOnAndItsInstanceIsRetiredWhenItEnds() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		AtomicReference<WasmInstance> loan = new AtomicReference<>(this.pool.acquire());
		loan.get().global("value").set(99);
		Outcome<Integer> outcome = Outcome.of(() -> {
			begun.countDown();
			loan.get().callVoid("spin");
			return 0;
		});
		begun.await();
		Thread.sleep(100);
		outcome.interrupt();
		assertThat(outcome.failure()).isInstanceOf(WasmPoolInterruptedException.class)
			.hasMessage("orders - interrupted while waiting for a call, whose instance is retired when it ends"
					+ " (size=1, active=1, idle=0, waiting=0)");
		assertThat(this.pool.stats().active()).isEqualTo(1);
		assertThat(this.pool.tryAcquire()).isEmpty();
		assertThat(loan.get().isHealthy()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> loan.get().memory())
			.withMessage("The instance was used after it was released; acquire another");
		this.pool.release(loan.get());
		try (WasmInstance next = this.pool.acquire()) {
			assertThat(next.global("value").get()).as("a new instance").isEqualTo(1);
		}
	}

	@Test
	void aCallerThatIsInterruptedAlreadyDoesNotBegin() {
		AtomicBoolean begun = new AtomicBoolean();
		try (WasmInstance instance = this.pool.acquire()) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(WasmPoolInterruptedException.class).isThrownBy(() -> instance.callVoid("spin"))
				.withMessageStartingWith("orders - interrupted before the work was handed over");
			assertThat(Thread.interrupted()).isTrue();
			assertThat(instance.isHealthy()).isTrue();
			assertThat(instance.global("value").get()).isEqualTo(1);
		}
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(WasmPoolInterruptedException.class)
			.isThrownBy(() -> this.pool.useInstance((instance) -> begun.set(true)));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(begun).isFalse();
		assertThat(this.pool.stats().active()).isZero();
	}

	@Test
	void anInterruptReachesNoWorkButItsOwn() throws Exception {
		AtomicBoolean stray = new AtomicBoolean();
		for (int i = 0; i < 200; i++) {
			CountDownLatch begun = new CountDownLatch(1);
			int turns = i;
			Outcome<Integer> outcome = Outcome.of(() -> {
				try {
					this.pool.useInstance((instance) -> {
						begun.countDown();
						for (int n = 0; n < turns * 50; n++) {
							Thread.onSpinWait();
						}
					});
				}
				catch (WasmPoolInterruptedException ex) {
					return 1;
				}
				return 0;
			});
			begun.await();
			outcome.interrupt();
			this.pool.useInstance((instance) -> {
				if (Thread.currentThread().isInterrupted()) {
					stray.set(true);
				}
			});
			assertThat(outcome.result()).isBetween(0, 1);
		}
		assertThat(stray).isFalse();
		Awaitility.await().untilAsserted(() -> assertThat(this.pool.stats().active()).isZero());
	}

	@Test
	void theInterruptFlagSurvivesAWaitThatCannotBeEnded() {
		Thread.currentThread().interrupt();
		try (WasmInstance instance = this.pool.acquire()) {
			assertThat(Thread.interrupted()).isTrue();
			assertThat(instance.global("value").get()).isEqualTo(1);
		}
	}

}
