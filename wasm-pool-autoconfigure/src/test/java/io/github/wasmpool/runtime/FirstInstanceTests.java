package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The first instance of a pool, by which it finds out whether instances can be put back.
 */
class FirstInstanceTests {

	private static final byte[] CALLS_AT_START = Wat.compile("""
			(module
			  (import "env" "begin" (func $begin))
			  (func $start (call $begin))
			  (start $start)
			  (func (export "seven") (result i32) (i32.const 7)))
			""");

	private static final byte[] STATEFUL = Wat.compile("""
			(module
			  (memory (export "memory") 1)
			  (func (export "next") (result i32)
			    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
			    (i32.load (i32.const 0))))
			""");

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@ParameterizedTest
	@EnumSource
	@Timeout(60)
	void aGuestThatIsInitialisedMayBorrowFromItsPool(ExecutionMode mode) {
		AtomicInteger begun = new AtomicInteger();
		WasmPool[] pool = new WasmPool[1];
		HostFunction begin = begin(() -> {
			if (begun.getAndIncrement() == 0) {
				assertThat(pool[0].<Integer, RuntimeException>withInstance((instance) -> instance.callInt("seven")))
					.isEqualTo(7);
			}
		});
		try (WasmModule module = this.runtime.module(CALLS_AT_START).hostFunctions(begin).build()) {
			pool[0] = this.runtime.pool(module).size(2).minIdle(0).execution(mode).build();
			assertThat(pool[0].<Integer, RuntimeException>withInstance((instance) -> instance.callInt("seven")))
				.isEqualTo(7);
			assertThat(pool[0].counters().retired()).containsEntry(RetirementReason.NOT_RESTORABLE, 2L);
		}
	}

	@Test
	@Timeout(60)
	void aThreadThatBorrowsMeanwhileWaitsForAMoment() {
		borrowMeanwhile((pool) -> assertThat(
				pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("seven")))
			.isEqualTo(7));
	}

	@Test
	@Timeout(60)
	void aThreadThatIsInterruptedDoesNotWait() {
		borrowMeanwhile((pool) -> {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(pool::acquire)
				.withMessageContaining("its thread was interrupted");
			assertThat(Thread.interrupted()).isTrue();
		});
	}

	/** While the first instance is made on this thread, another one wants one, too. */
	private void borrowMeanwhile(Consumer<WasmPool> borrowing) {
		AtomicInteger begun = new AtomicInteger();
		WasmPool[] pool = new WasmPool[1];
		FutureTask<Boolean> other = new FutureTask<>(() -> borrowing.accept(pool[0]), true);
		HostFunction begin = begin(() -> {
			if (begun.getAndIncrement() == 0) {
				new Thread(other, "borrower").start();
				assertThat(other).succeedsWithin(Duration.ofSeconds(30));
			}
		});
		try (WasmModule module = this.runtime.module(CALLS_AT_START).hostFunctions(begin).build()) {
			pool[0] = this.runtime.pool(module).size(2).minIdle(0).build();
			assertThat(pool[0].<Integer, RuntimeException>withInstance((instance) -> instance.callInt("seven")))
				.isEqualTo(7);
		}
	}

	@Test
	void whatFailedOnOneThreadIsDecidedByTheNext() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		try (WasmModule module = this.runtime.module(STATEFUL).build();
				WasmPool pool = this.runtime.pool(module).size(1).minIdle(0).snapshot((instance) -> {
					if (attempts.getAndIncrement() == 0) {
						throw new IllegalStateException("not yet");
					}
				}).build()) {
			FutureTask<Boolean> first = new FutureTask<>(() -> pool.tryAcquire().isPresent());
			new Thread(first, "first").start();
			assertThat(first).failsWithin(Duration.ofSeconds(30));
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("next"))).isOne();
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("next"))).isOne();
			assertThat(pool.counters().restored()).isEqualTo(2);
		}
	}

	@Test
	void whereThereIsNoRoomForTheBeginningEachLoanGetsANewInstance() {
		try (WasmModule module = this.runtime.module(STATEFUL).build();
				WasmPool pool = this.runtime.pool(module).size(1).minIdle(0).build()) {
			NativeMemory before = NativeMemory.now();
			AllOfTheBudget.whileTaken(() -> {
				for (int i = 0; i < 3; i++) {
					assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("next")))
						.isOne();
				}
			});
			assertThat(pool.counters().retired()).containsEntry(RetirementReason.NOT_RESTORABLE, 3L);
			assertThat(NativeMemory.now().budget()).isEqualTo(before.budget());
		}
	}

	@Test
	@Timeout(60)
	void closingDoesNotWaitForIt() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		HostFunction begin = begin(() -> {
			entered.countDown();
			await(closed);
		});
		NativeMemory before = NativeMemory.now();
		try (WasmModule module = this.runtime.module(CALLS_AT_START).hostFunctions(begin).build()) {
			WasmPool pool = this.runtime.pool(module).size(1).minIdle(0).shutdownGracePeriod(Duration.ZERO).build();
			FutureTask<Boolean> borrower = new FutureTask<>(() -> pool.tryAcquire().isPresent());
			new Thread(borrower, "borrower").start();
			await(entered);
			pool.close();
			closed.countDown();
			assertThat(borrower).failsWithin(Duration.ofSeconds(30));
		}
		assertThat(NativeMemory.now().budget()).isEqualTo(before.budget());
	}

	private static HostFunction begin(Runnable work) {
		return HostFunction.of("env", "begin", FunctionType.of(List.of(), List.of()), (caller, args) -> {
			work.run();
			return null;
		});
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
