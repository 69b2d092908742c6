package io.github.wasmpool.pool;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.Executors;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loans that are forgotten, or held too long.
 */
@ExtendWith(OutputCaptureExtension.class)
class SlotPoolLeakTests extends SlotPoolScenario {

	private static final Duration THRESHOLD = Duration.ofMillis(40);

	@ParameterizedTest
	@EnumSource
	void aForgottenLoanIsEndedWithAWarning(ResetPolicy reset, CapturedOutput output) throws Exception {
		SlotPool<Thing> pool = pool(reset, 1, 1);
		Task.start("forgetful", () -> forget(pool)).result();
		Thing lost = this.factory.things().get(0);
		awaitCollected(pool);
		Awaitility.await().until(lost::isDestroyed);
		assertThat(output).contains("orders - an instance acquired by thread 'forgetful' was never returned")
			.contains("set 'leak-detection-threshold' to see where it was acquired");
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void saysWhereAForgottenLoanWasAcquiredIfThatIsTracked(CapturedOutput output) throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1, ReuseLimits.NONE, LONG, this.executor);
		Task.start("forgetful", () -> forget(pool)).result();
		awaitCollected(pool);
		assertThat(output).contains("acquired by thread 'forgetful'")
			.contains("SlotPoolLeakTests.forget")
			.doesNotContain("leak-detection-threshold");
	}

	@Test
	void aBorrowerWhoFindsThePoolExhaustedRecoversWhatIsForgotten() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		Task.start(() -> forget(pool)).result();
		Awaitility.await().until(() -> {
			System.gc();
			Slot<Thing> slot = pool.tryAcquire();
			if (slot != null) {
				pool.release(slot);
			}
			return slot != null;
		});
	}

	@Test
	void oneWhoWaitsGetsWhatIsForgotten() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		Task.start(() -> forget(pool)).result();
		Task<Slot<Thing>> waiter = Task.startAndAwaitParked(() -> pool.acquire(LONG));
		Awaitility.await().until(() -> {
			System.gc();
			return waiter.isDone();
		});
		pool.release(waiter.result());
	}

	@Test
	void aLoanWhoseHolderIsReachableGoesOn() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		Slot<Thing> slot = acquireAndWatch(pool);
		for (int i = 0; i < 3; i++) {
			System.gc();
			assertThat(pool.tryAcquire()).isNull();
		}
		slot.object().use();
		pool.release(slot);
	}

	@Test
	void aLoanThatEndedInTimeIsNoLeak(CapturedOutput output) {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 2);
		for (int i = 0; i < 1000; i++) {
			Object holder = new Object();
			Slot<Thing> slot = pool.acquire(LONG);
			pool.watch(slot, holder);
			slot.object().use();
			try {
				pool.release(slot);
			}
			finally {
				Reference.reachabilityFence(holder);
			}
			if (i % 100 == 0) {
				System.gc();
			}
		}
		assertEachSlotCanBeBorrowed(pool);
		assertThat(this.factory.made()).isLessThanOrEqualTo(2);
		assertThat(output).doesNotContain("never returned");
	}

	@Test
	void closingWaitsForWhatIsForgotten() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		Task.start(() -> forget(pool)).result();
		Task<Integer> closing = Task.startAndAwaitParked(() -> {
			pool.close();
			return pool.stats().live();
		});
		Awaitility.await().until(() -> {
			System.gc();
			return closing.isDone();
		});
		assertThat(closing.result()).isZero();
	}

	@Test
	void whatIsForgottenAfterTheEndOfThePoolAndItsExecutorIsFreedNonetheless() throws Exception {
		var ended = Executors.newSingleThreadExecutor();
		assertThat(this.quota.take(1)).isNull();
		SlotPool<Thing> pool = new SlotPool<>(
				new PoolSettings("orders", 1, 1, LONG, 0, ReuseLimits.NONE, null, Duration.ZERO), this.factory,
				this.quota, ended, 1);
		Task.start(() -> forget(pool)).result();
		pool.close();
		ended.shutdown();
		awaitCollected(pool);
		assertThat(this.factory.living()).isZero();
	}

	@Test
	void warnsOnceOfALoanThatIsHeldTooLong(CapturedOutput output) throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 2, ReuseLimits.NONE, THRESHOLD, this.executor);
		Slot<Thing> slot = Task.start("slow", () -> acquireAndWatch(pool)).result();
		String warning = "orders - an instance is on loan for longer than 40 ms ('leak-detection-threshold')";
		Awaitility.await().until(() -> output.getAll().contains(warning));
		Awaitility.await().pollDelay(THRESHOLD.multipliedBy(5)).until(() -> true);
		assertThat(output.getAll().split("on loan for longer", -1)).hasSize(2);
		assertThat(output).contains("acquired by thread 'slow'").contains("SlotPoolLeakTests.acquireAndWatch");
		pool.release(slot);
		Slot<Thing> next = acquireAndWatch(pool);
		Awaitility.await().until(() -> output.getAll().split("on loan for longer", -1).length == 3);
		pool.release(next);
	}

	@Test
	void nothingGoesOnOnceThePoolIsClosed() throws Exception {
		QueuedExecutor queued = new QueuedExecutor();
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1, ReuseLimits.NONE, THRESHOLD, queued);
		Slot<Thing> slot = acquireAndWatch(pool);
		Awaitility.await().until(() -> queued.size() > 0);
		pool.release(slot);
		pool.close();
		queued.runAll();
		Awaitility.await().pollDelay(THRESHOLD.multipliedBy(3)).until(() -> true);
		assertThat(queued.size()).isZero();
	}

	private Slot<Thing> acquireAndWatch(SlotPool<Thing> pool) {
		Slot<Thing> slot = pool.acquire(LONG);
		pool.watch(slot, this);
		return slot;
	}

	private static boolean forget(SlotPool<Thing> pool) {
		Slot<Thing> slot = pool.acquire(LONG);
		pool.watch(slot, new Object());
		return slot.object().isDestroyed();
	}

	private static void awaitCollected(SlotPool<Thing> pool) {
		Awaitility.await().until(() -> {
			System.gc();
			return pool.stats().active() == 0;
		});
	}

}
