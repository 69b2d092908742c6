package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What every pool on the engine does, however it was built. After each test its native
 * memory is back.
 */
@ExtendWith(OutputCaptureExtension.class)
abstract class WasmPoolContractTests {

	static final Duration LONG = Duration.ofSeconds(30);

	/** State, a memory, and ways to misbehave. */
	private static final String GUEST = """
			(module
				(memory (export "memory") 1 2)
				(global $hidden (mut i32) (i32.const 7))
				(func (export "hidden") (result i32) (global.get $hidden))
				(func (export "setHidden") (param i32) (global.set $hidden (local.get 0)))
				(func (export "reset") (global.set $hidden (i32.const 7)))
				(func (export "fail") (unreachable))
				(func (export "spin") (loop (br 0))))
			""";

	private final NativeMemory before = NativeMemory.now();

	final WasmtimeRuntime runtime = new WasmtimeRuntime();

	final WasmModule module = this.runtime.module(Wat.compile(GUEST)).name("guest").build();

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "borrower");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Begin to build a pool of {@link #module}. The tests change the name, the size, what
	 * is kept ready and the timeouts.
	 * @return a builder
	 */
	abstract WasmPoolBuilder builder();

	@AfterEach
	void nativeMemoryIsBack() {
		this.runtime.close();
		this.module.close();
		this.threads.shutdownNow();
		assertThat(NativeMemory.now().budget()).isEqualTo(this.before.budget());
		assertThat(NativeMemory.now().reservations()).isLessThanOrEqualTo(this.before.reservations());
	}

	final <T> Future<T> start(Callable<T> work) {
		return this.threads.submit(work);
	}

	static void assertSound(WasmPool pool) {
		WasmPoolStats stats = pool.stats();
		assertThat(stats.live()).isLessThanOrEqualTo(stats.size())
			.isEqualTo(stats.idle() + stats.active() + stats.creating() + stats.retiring());
		List<WasmInstance> all = new ArrayList<>();
		for (int i = 0; i < stats.size(); i++) {
			all.add(pool.acquire(LONG));
		}
		assertThat(pool.stats())
			.isEqualTo(new WasmPoolStats(stats.pool(), stats.size(), stats.size(), stats.size(), 0, 0, 0, 0));
		assertThat(pool.tryAcquire()).isEmpty();
		assertThat(all).allSatisfy((instance) -> assertThat(instance.callInt("hidden")).isNotZero());
		all.forEach(WasmInstance::close);
	}

	static void awaitIdle(WasmPool pool, int idle) {
		Awaitility.await().untilAsserted(() -> {
			assertThat(pool.stats().idle()).isEqualTo(idle);
			assertThat(pool.stats().live()).isEqualTo(idle);
		});
	}

	@Test
	void aReturnWakesTheOneWhoWaits() throws Exception {
		WasmPool pool = builder().size(1).build();
		WasmInstance held = pool.acquire();
		Future<Integer> waiter = start(() -> pool.withInstance((instance) -> instance.callInt("hidden")));
		Awaitility.await().until(() -> pool.stats().waiting() == 1);
		held.close();
		assertThat(waiter.get()).isEqualTo(7);
		assertSound(pool);
	}

	@Test
	void growingWakesThoseWhoWait() throws Exception {
		WasmPool pool = builder().size(1).build();
		WasmInstance held = pool.acquire();
		Future<Integer> waiter = start(() -> pool.withInstance((instance) -> instance.callInt("hidden")));
		Awaitility.await().until(() -> pool.stats().waiting() == 1);
		pool.resize(3);
		assertThat(pool.stats().size()).isEqualTo(3);
		assertThat(waiter.get()).isEqualTo(7);
		held.close();
		assertSound(pool);
	}

	@Test
	void shrinkingFreesWhatIsIdleAndLeavesLoansToTheirReturn() {
		WasmPool pool = builder().size(4).build();
		pool.prefill();
		WasmInstance one = pool.acquire();
		WasmInstance two = pool.acquire();
		pool.resize(1);
		assertThat(pool.stats().size()).isEqualTo(1);
		Awaitility.await().until(() -> pool.stats().live() == 2);
		assertThat(one.callInt("hidden") + two.callInt("hidden")).isEqualTo(14);
		one.close();
		two.close();
		assertSound(pool);
		pool.resize(4);
		assertSound(pool);
	}

	@Test
	void aSizeThatTheProcessCannotHoldChangesNothing() {
		WasmPool pool = builder().name("orders").size(2).build();
		pool.prefill();
		NativeMemory memory = NativeMemory.now();
		assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(1_000_000))
			.withMessageStartingWith("Pool 'orders' cannot be resized: 999,998 more instances do not fit");
		assertThat(pool.stats().size()).isEqualTo(2);
		assertThat(NativeMemory.now().budget()).isEqualTo(memory.budget());
		assertSound(pool);
		pool.resize(3);
		pool.resize(2);
		assertThat(NativeMemory.now().budget()).isEqualTo(memory.budget());
	}

	@Test
	void refreshTakesNothingFromABorrower() {
		WasmPool pool = builder().size(3).build();
		pool.prefill();
		WasmInstance held = pool.acquire();
		held.callVoid("setHidden", 11);
		pool.refresh();
		assertThat(held.callInt("hidden")).isEqualTo(11);
		held.close();
		for (int i = 0; i < 6; i++) {
			pool.useInstance((instance) -> assertThat(instance.callInt("hidden")).isEqualTo(7));
		}
		assertSound(pool);
	}

	@Test
	void whatTrappedOrTimedOutIsNotLentAgain() {
		WasmPool pool = builder().size(1).executionTimeout(Duration.ofMillis(50)).build();
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(WasmTrapException.class)
				.isThrownBy(() -> pool.useInstance((instance) -> spoil(instance, "fail")));
			pool.useInstance((instance) -> assertThat(instance.callInt("hidden")).isEqualTo(7));
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> pool.useInstance((instance) -> spoil(instance, "spin")));
			pool.useInstance((instance) -> assertThat(instance.callInt("hidden")).isEqualTo(7));
		}
		assertSound(pool);
	}

	@Test
	void aLoanHasTermsOfItsOwn() {
		WasmPool pool = builder().size(1).executionTimeout(Duration.ofMinutes(5)).build();
		try (WasmInstance instance = pool
			.acquire(LoanOptions.ofPool().withExecutionTimeout(Duration.ofMillis(30)).withAcquireTimeout(LONG))) {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class).isThrownBy(() -> instance.callVoid("spin"));
		}
		assertSound(pool);
	}

	@Test
	void anInterruptEndsTheWaitingAndLosesNothing() throws Exception {
		WasmPool pool = builder().size(1).build();
		WasmInstance held = pool.acquire();
		CountDownLatch interrupted = new CountDownLatch(1);
		Future<?> waiter = start(() -> {
			assertThatExceptionOfType(WasmPoolInterruptedException.class).isThrownBy(() -> pool.acquire(LONG));
			interrupted.countDown();
			return Thread.currentThread().isInterrupted();
		});
		Awaitility.await().until(() -> pool.stats().waiting() == 1);
		this.threads.shutdownNow();
		interrupted.await();
		assertThat(waiter.get()).isEqualTo(true);
		held.close();
		assertSound(pool);
	}

	@Test
	void aThreadMayCloseThePoolInsideItsOwnLoan(CapturedOutput output) {
		WasmPool pool = builder().size(2).shutdownGracePeriod(Duration.ofDays(1)).build();
		int hidden = pool.withInstance((instance) -> {
			pool.close();
			pool.close();
			return instance.callInt("hidden");
		});
		assertThat(hidden).isEqualTo(7);
		assertThat(pool.stats().live()).isZero();
		assertThat(output).doesNotContain("closed while");
	}

	@Test
	void closingNamesWhoStillHasALoanAndFreesNothingUnderACall(CapturedOutput output) throws Exception {
		WasmPool pool = builder().name("orders")
			.size(2)
			.executionTimeout(Duration.ofSeconds(1))
			.leakDetectionThreshold(Duration.ofDays(1))
			.shutdownGracePeriod(Duration.ofMillis(20))
			.build();
		Future<?> spinning = start(() -> {
			pool.useInstance((instance) -> spoil(instance, "spin"));
			return true;
		});
		Awaitility.await().until(() -> pool.stats().active() == 1);
		pool.close();
		assertThat(pool.stats().active()).isEqualTo(1);
		assertThat(output).contains("orders - closed while 1 instance is in use, acquired by 'borrower'")
			.contains("acquired by thread 'borrower'")
			.contains("closingNamesWhoStillHasALoan");
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(pool::acquire);
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(() -> pool.resize(5));
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(pool::refresh);
		assertThat(spinning).failsWithin(LONG)
			.withThrowableThat()
			.withCauseInstanceOf(WasmExecutionTimeoutException.class);
		Awaitility.await().until(() -> pool.stats().live() == 0);
	}

	@Test
	void aForgottenLoanIsRecoveredWithAWarning(CapturedOutput output) throws Exception {
		WasmPool pool = builder().name("orders").size(1).leakDetectionThreshold(Duration.ofDays(1)).build();
		start(() -> forget(pool)).get();
		assertThat(pool.stats().active()).isEqualTo(1);
		awaitCollected(pool);
		assertThat(output).contains("orders - an instance acquired by thread 'borrower' was never returned")
			.contains("WasmPoolContractTests.forget");
		assertSound(pool);
	}

	@Test
	void oneWhoWaitsGetsTheSlotOfAForgottenLoan() throws Exception {
		WasmPool pool = builder().size(1).build();
		start(() -> forget(pool)).get();
		Future<Integer> waiter = start(() -> pool.acquire(LONG).callInt("hidden"));
		Awaitility.await().until(() -> {
			System.gc();
			return waiter.isDone();
		});
		assertThat(waiter.get()).isEqualTo(7);
		awaitCollected(pool);
	}

	@Test
	void whoeverKeepsAFunctionOrAMemoryKeepsTheLoan() throws Exception {
		WasmPool pool = builder().size(2).build();
		WasmFunction function = start(() -> pool.acquire().function("hidden")).get();
		WasmMemory memory = start(() -> pool.acquire().memory()).get();
		for (int i = 0; i < 5; i++) {
			System.gc();
			assertThat(pool.tryAcquire()).isEmpty();
		}
		assertThat(function.callInt()).isEqualTo(7);
		assertThat(memory.pages()).isEqualTo(1);
		memory = null;
		function = null;
		awaitCollected(pool);
		assertSound(pool);
	}

	@Test
	void aCallOutlivesItsLoanAndAllThatLeadsThere() throws Exception {
		WasmPool pool = builder().size(1).executionTimeout(Duration.ofMillis(700)).build();
		Future<?> spinning = start(() -> {
			pool.acquire().callVoid("spin");
			return true;
		});
		Awaitility.await().until(() -> pool.stats().active() == 1);
		for (int i = 0; i < 3; i++) {
			System.gc();
			pool.tryAcquire().ifPresent(WasmInstance::close);
		}
		assertThat(spinning).failsWithin(LONG)
			.withThrowableThat()
			.withCauseInstanceOf(WasmExecutionTimeoutException.class);
		awaitCollected(pool);
	}

	@Test
	void warnsOnceOfALoanThatIsHeldTooLong(CapturedOutput output) {
		WasmPool pool = builder().name("orders").size(1).leakDetectionThreshold(Duration.ofMillis(30)).build();
		pool.useInstance((instance) -> {
			Awaitility.await()
				.until(() -> output.getAll()
					.contains("orders - an instance is on loan for longer than 30 ms ('leak-detection-threshold')"));
			Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> true);
		});
		assertThat(output.getAll().split("on loan for longer", -1)).hasSize(2);
		assertThat(output).contains("warnsOnceOfALoanThatIsHeldTooLong");
	}

	private static void spoil(WasmInstance instance, String how) {
		instance.callVoid("setHidden", 12);
		instance.callVoid(how);
	}

	private static int forget(WasmPool pool) {
		return pool.acquire().callInt("hidden");
	}

	private static void awaitCollected(WasmPool pool) {
		Awaitility.await().until(() -> {
			System.gc();
			return pool.stats().active() == 0;
		});
	}

}
