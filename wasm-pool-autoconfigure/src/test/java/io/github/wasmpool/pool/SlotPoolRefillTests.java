package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
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
 * Filling a pool at the start and in the background.
 */
@ExtendWith(OutputCaptureExtension.class)
class SlotPoolRefillTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ScriptedFactory factory = new ScriptedFactory();

	private final ExecutorService executor = Executors.newFixedThreadPool(3);

	private final QueuedExecutor queued = new QueuedExecutor();

	private final List<SlotPool<Thing>> pools = new ArrayList<>();

	@AfterEach
	void nothingIsLeftAlive() {
		this.pools.forEach(SlotPool::close);
		this.factory.assertEachDestroyedOnce(this.executor);
	}

	@Test
	void prefillMakesWhatIsToBeIdle() {
		SlotPool<Thing> pool = pool(5, 3, this.executor);
		pool.prefill();
		assertThat(pool.stats()).isEqualTo(stats(5, 3, 0));
		pool.prefill();
		assertThat(this.factory.made()).isEqualTo(3);
	}

	@Test
	void prefillMakesSeveralAtOnce() throws Exception {
		SlotPool<Thing> pool = pool(4, 4, this.executor);
		CountDownLatch gate = this.factory.holdCreates();
		Task<Void> filling = prefilling(pool);
		this.factory.awaitHeld(3);
		assertThat(pool.stats().creating()).isEqualTo(3);
		gate.countDown();
		filling.result();
		assertThat(pool.stats()).isEqualTo(stats(4, 4, 0));
	}

	@Test
	void prefillMakesAllItselfIfTheExecutorTakesNone() {
		SlotPool<Thing> pool = pool(4, 4, PoolContractTests.REJECTING);
		pool.prefill();
		assertThat(pool.stats()).isEqualTo(stats(4, 4, 0));
	}

	@Test
	void prefillDoesNotWaitForTasksThatHaveNotBegun() {
		SlotPool<Thing> pool = pool(4, 4, this.queued);
		pool.prefill();
		assertThat(pool.stats()).isEqualTo(stats(4, 4, 0));
		this.queued.runAll();
		assertThat(this.factory.made()).isEqualTo(4);
	}

	@Test
	void prefillThrowsTheFirstFailureWithTheOthersSuppressed() {
		SlotPool<Thing> pool = pool(4, 4, this.executor);
		CountDownLatch gate = this.factory.holdCreates();
		this.factory.createFailure = new IllegalStateException("no memory left");
		Task<Void> filling = prefilling(pool);
		this.factory.awaitHeld(3);
		gate.countDown();
		assertThat(filling.failure()).isInstanceOf(WasmInstanceCreationException.class)
			.hasMessageStartingWith("orders - no memory left (size=4, ")
			.hasCause(this.factory.createFailure)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(2));
		this.factory.createFailure = null;
		pool.prefill();
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats()).isEqualTo(stats(4, 4, 0)));
	}

	@Test
	void prefillThrowsAnErrorOfTheFactory() {
		SlotPool<Thing> pool = pool(1, 1, PoolContractTests.REJECTING);
		OutOfMemoryError error = new OutOfMemoryError("scripted");
		this.factory.failNextCreate(error);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(pool::prefill).isSameAs(error);
		pool.prefill();
		assertThat(pool.stats()).isEqualTo(stats(1, 1, 0));
	}

	@Test
	void prefillCanBeInterrupted() throws Exception {
		SlotPool<Thing> pool = pool(2, 2, this.executor);
		CountDownLatch gate = this.factory.holdCreates();
		Task<Boolean> filling = Task.start(() -> {
			assertThatExceptionOfType(WasmPoolInterruptedException.class).isThrownBy(pool::prefill);
			return Thread.currentThread().isInterrupted();
		});
		this.factory.awaitHeld(2);
		filling.interrupt();
		assertThat(filling.result()).isTrue();
		gate.countDown();
	}

	@Test
	void prefillDoesNothingIfNothingIsToBeIdle() {
		SlotPool<Thing> pool = pool(2, 0, this.executor);
		pool.prefill();
		assertThat(this.factory.attempts()).isZero();
	}

	@Test
	void keepsInstancesReadyWhileOthersAreOnLoan() {
		SlotPool<Thing> pool = pool(4, 2, this.executor);
		pool.prefill();
		Slot<Thing> first = pool.acquire(LONG);
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats()).isEqualTo(stats(4, 2, 1)));
		Slot<Thing> second = pool.acquire(LONG);
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats()).isEqualTo(stats(4, 2, 2)));
		Slot<Thing> third = pool.acquire(LONG);
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats()).isEqualTo(stats(4, 1, 3)));
		List.of(first, second, third).forEach((slot) -> pool.release(slot));
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats()).isEqualTo(stats(4, 2, 0)));
		assertThat(this.factory.mostLiving()).isEqualTo(4);
	}

	@Test
	void makesNoMoreThanAreToBeIdle() {
		SlotPool<Thing> pool = pool(3, 1, this.queued);
		List<Slot<Thing>> slots = List.of(pool.acquire(LONG), pool.acquire(LONG), pool.acquire(LONG));
		slots.forEach((slot) -> pool.release(slot));
		assertThat(pool.stats().retiring()).isEqualTo(3);
		this.queued.runAll();
		assertThat(pool.stats()).isEqualTo(stats(3, 1, 0));
		assertThat(this.factory.made()).isEqualTo(4);
	}

	@Test
	void submitsNoMoreTasksThanThereAreThreads() {
		SlotPool<Thing> pool = pool(8, 8, this.queued);
		for (int round = 0; round < 3; round++) {
			List<Slot<Thing>> slots = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				slots.add(pool.acquire(LONG));
			}
			slots.forEach((slot) -> pool.release(slot));
			assertThat(this.queued.size()).isEqualTo(2);
		}
		this.queued.runAll();
		assertThat(pool.stats()).isEqualTo(stats(8, 8, 0));
	}

	@Test
	void leavesTheSlotToABorrowerWhoWaits() throws Exception {
		SlotPool<Thing> pool = pool(1, 1, this.queued);
		Slot<Thing> slot = pool.acquire(LONG);
		Task<Slot<Thing>> waiter = Task.startAndAwaitParked(() -> pool.acquire(LONG));
		pool.release(slot);
		Slot<Thing> got = waiter.result();
		assertThat(this.factory.made()).isEqualTo(2);
		pool.release(got);
		this.queued.runAll();
		assertThat(pool.stats()).isEqualTo(stats(1, 1, 0));
	}

	@Test
	void triesAgainByItselfWithDelaysAndWarnsOnce(CapturedOutput output) {
		SlotPool<Thing> pool = pool(4, 4, this.executor);
		Slot<Thing> slot = pool.acquire(LONG);
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats()).isEqualTo(stats(4, 3, 1)));
		this.factory.createFailure = new IllegalStateException("no memory left");
		int before = this.factory.attempts();
		long start = System.nanoTime();
		pool.release(slot);
		Awaitility.await().until(() -> this.factory.attempts() - before >= 5);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
		assertThat(pool.lastFailure()).containsSame(this.factory.createFailure);
		assertThat(output.getAll().split("orders - no instance could be made in the background, trying again", -1))
			.hasSize(2);
		this.factory.createFailure = null;
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats()).isEqualTo(stats(4, 4, 0)));
		assertThat(pool.lastFailure()).isEmpty();
		assertThat(output).contains("orders - instances can be made in the background again");
	}

	@Test
	void aSuccessOfABorrowerEndsTheDelay() {
		SlotPool<Thing> pool = pool(2, 2, this.queued);
		this.factory.failNextCreate(new IllegalStateException("scripted, for the borrower"));
		this.factory.failNextCreate(new IllegalStateException("scripted, for the background"));
		assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(() -> pool.acquire(LONG));
		this.queued.runAll();
		assertThat(this.factory.attempts()).isEqualTo(2);
		Slot<Thing> slot = pool.acquire(LONG);
		this.queued.runAll();
		assertThat(pool.stats()).isEqualTo(stats(2, 1, 1));
		pool.release(slot);
	}

	@Test
	void refusesToHaveNoThreads() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new SlotPool<>(settings(1, 1), this.factory, SlotQuota.UNLIMITED, this.executor, 0))
			.withMessage("'refill-threads' must be at least 1 but is 0");
	}

	private static Task<Void> prefilling(SlotPool<Thing> pool) {
		return Task.start(() -> {
			pool.prefill();
			return null;
		});
	}

	private static WasmPoolStats stats(int size, int idle, int active) {
		return new WasmPoolStats("orders", size, idle + active, active, idle, 0, 0, 0);
	}

	private static PoolSettings settings(int size, int minIdle) {
		return new PoolSettings("orders", size, minIdle, LONG, Integer.MAX_VALUE, ReuseLimits.NONE, null, LONG);
	}

	private SlotPool<Thing> pool(int size, int minIdle, Executor refill) {
		this.factory.reset(ResetPolicy.FRESH);
		SlotPool<Thing> pool = new SlotPool<>(settings(size, minIdle), this.factory, SlotQuota.UNLIMITED, refill, 2);
		this.pools.add(pool);
		return pool;
	}

}
