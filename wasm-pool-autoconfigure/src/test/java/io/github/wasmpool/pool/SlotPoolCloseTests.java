package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Closing a pool.
 */
@ExtendWith(OutputCaptureExtension.class)
class SlotPoolCloseTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ScriptedFactory factory = new ScriptedFactory();

	private final ExecutorService executor = Executors.newFixedThreadPool(2);

	@AfterEach
	void nothingIsLeftAlive() {
		this.factory.assertEachDestroyedOnce(this.executor);
	}

	@ParameterizedTest
	@EnumSource
	void freesWhatIsIdleAndRefusesNewcomers(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 4, LONG);
		pool.prefill();
		assertThat(pool.isClosed()).isFalse();
		pool.close();
		assertThat(pool.isClosed()).isTrue();
		assertThat(this.factory.made()).isEqualTo(4);
		assertThat(this.factory.living()).isZero();
		assertThat(pool.stats().live()).isZero();
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(() -> pool.acquire(LONG))
			.withMessage("orders - the pool is closed (size=4, active=0, idle=0, waiting=0)");
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(pool::tryAcquire);
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(pool::prefill);
		pool.close();
	}

	@ParameterizedTest
	@EnumSource
	void wakesThoseWhoWait(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 1, Duration.ZERO);
		Slot<Thing> slot = pool.acquire(LONG);
		List<Task<Slot<Thing>>> waiters = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			waiters.add(Task.startAndAwaitParked(() -> pool.acquire(LONG)));
		}
		pool.close();
		assertThat(waiters)
			.allSatisfy((waiter) -> assertThat(waiter.failure()).isInstanceOf(WasmPoolClosedException.class));
		assertThat(pool.stats().waiting()).isZero();
		pool.release(slot);
	}

	@ParameterizedTest
	@EnumSource
	void waitsForLoans(ResetPolicy reset) throws Exception {
		SlotPool<Thing> pool = pool(reset, 2, LONG);
		Slot<Thing> slot = pool.acquire(LONG);
		Task<Boolean> closing = Task.startAndAwaitParked(() -> {
			pool.close();
			return slotIsFreed(pool);
		});
		slot.object().use();
		pool.release(slot);
		assertThat(closing.result()).isTrue();
	}

	@Test
	void warnsOfNothingWhereNothingIsOnLoan(CapturedOutput output) {
		CountDownLatch freeing = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.factory.destroyFails = () -> {
			freeing.countDown();
			Awaitility.await().until(() -> go.getCount() == 0);
			return false;
		};
		SlotPool<Thing> pool = pool(ResetPolicy.FRESH, 1, Duration.ZERO);
		pool.release(pool.acquire(LONG));
		Awaitility.await().until(() -> freeing.getCount() == 0);
		pool.close();
		assertThat(output).doesNotContain("closed while");
		go.countDown();
		Awaitility.await().until(() -> slotIsFreed(pool));
	}

	@ParameterizedTest
	@EnumSource
	void leavesLoansToTheirReturnAfterTheGracePeriod(ResetPolicy reset, CapturedOutput output) throws Exception {
		SlotPool<Thing> pool = pool(reset, 3, Duration.ofMillis(20));
		Slot<Thing> slot = Task.start("first", () -> pool.acquire(LONG)).result();
		Slot<Thing> other = Task.start("second", () -> pool.acquire(LONG)).result();
		pool.close();
		pool.close();
		assertThat(output.getAll().split("orders - closed while", -1)).hasSize(2);
		assertThat(output).containsPattern(
				"orders - closed while 2 instances are in use, acquired by '(first|second)', '(first|second)'; each is");
		slot.object().use();
		assertThat(pool.stats().active()).isEqualTo(2);
		pool.release(slot);
		assertThat(pool.stats().live()).isEqualTo(1);
		pool.release(other);
		assertThat(slotIsFreed(pool)).isTrue();
	}

	@Test
	void saysWhereALoanWasAcquiredThatOutlivesTheGracePeriod(CapturedOutput output) throws Exception {
		SlotPool<Thing> pool = new SlotPool<>(
				new PoolSettings("orders", 1, 1, LONG, Integer.MAX_VALUE, ReuseLimits.NONE, LONG, Duration.ZERO),
				this.factory, SlotQuota.UNLIMITED, this.executor, 2);
		Slot<Thing> slot = Task.start("holder", () -> acquireAndWatch(pool)).result();
		pool.close();
		assertThat(output).contains("orders - closed while 1 instance is in use, acquired by 'holder'")
			.contains("acquired by thread 'holder'")
			.contains("SlotPoolCloseTests.acquireAndWatch");
		pool.release(slot);
	}

	private Slot<Thing> acquireAndWatch(SlotPool<Thing> pool) {
		Slot<Thing> slot = pool.acquire(LONG);
		pool.watch(slot, this);
		return slot;
	}

	@ParameterizedTest
	@EnumSource
	void anInterruptEndsTheWaitingForLoans(ResetPolicy reset) throws Exception {
		SlotPool<Thing> pool = pool(reset, 2, LONG);
		Slot<Thing> slot = pool.acquire(LONG);
		Task<Boolean> closing = Task.startAndAwaitParked(() -> {
			pool.close();
			return Thread.currentThread().isInterrupted();
		});
		closing.interrupt();
		assertThat(closing.result()).isTrue();
		pool.release(slot);
	}

	@ParameterizedTest
	@EnumSource
	void severalThreadsMayCloseAtOnceWhileLoansAreOut(ResetPolicy reset) throws Exception {
		for (int round = 0; round < 200; round++) {
			SlotPool<Thing> pool = pool(reset, 3, LONG);
			pool.prefill();
			Slot<Thing> first = pool.acquire(LONG);
			Slot<Thing> second = pool.acquire(LONG);
			List<Task<Boolean>> closing = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				closing.add(Task.start(() -> {
					pool.close();
					return slotIsFreed(pool);
				}));
			}
			pool.release(first);
			pool.retire(second, RetirementReason.TRAP);
			for (Task<Boolean> task : closing) {
				assertThat(task.result()).isTrue();
			}
			this.factory.assertEachDestroyedOnce();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aBorrowerWhoseObjectIsBeingMadeIsRefused(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 1, Duration.ZERO);
		CountDownLatch gate = this.factory.holdCreates();
		Task<Slot<Thing>> borrower = Task.start(() -> pool.acquire(LONG));
		this.factory.awaitHeld(1);
		pool.close();
		gate.countDown();
		assertThat(borrower.failure()).isInstanceOf(WasmPoolClosedException.class);
	}

	@ParameterizedTest
	@EnumSource
	void waitsForTheBackground(ResetPolicy reset) throws Exception {
		SlotPool<Thing> pool = pool(reset, 1, LONG);
		Slot<Thing> slot = pool.acquire(LONG);
		CountDownLatch gate = this.factory.holdCreates();
		pool.retire(slot, RetirementReason.TRAP);
		this.factory.awaitHeld(1);
		Task<Boolean> closing = Task.startAndAwaitParked(() -> {
			pool.close();
			return slotIsFreed(pool);
		});
		gate.countDown();
		assertThat(closing.result()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void aThreadDoesNotWaitForItsOwnLoans(ResetPolicy reset, CapturedOutput output) throws Exception {
		SlotPool<Thing> pool = pool(reset, 2, Duration.ofDays(1));
		Task<Boolean> closing = Task.start(() -> {
			Slot<Thing> first = pool.acquire(LONG);
			Slot<Thing> second = pool.acquire(LONG);
			pool.close();
			pool.close();
			first.object().use();
			pool.release(first);
			pool.release(second);
			return slotIsFreed(pool);
		});
		assertThat(closing.result()).isTrue();
		assertThat(output).doesNotContain("closed while");
	}

	@ParameterizedTest
	@EnumSource
	void aThreadWithALoanWaitsForThoseOfOthers(ResetPolicy reset) throws Exception {
		SlotPool<Thing> pool = pool(reset, 2, LONG);
		Slot<Thing> other = pool.acquire(LONG);
		Task<Integer> closing = Task.startAndAwaitParked(() -> {
			Slot<Thing> own = pool.acquire(LONG);
			pool.close();
			int active = pool.stats().active();
			pool.release(own);
			return active;
		});
		assertThat(closing.isDone()).isFalse();
		pool.release(other);
		assertThat(closing.result()).isEqualTo(1);
		assertThat(slotIsFreed(pool)).isTrue();
	}

	@Test
	void mayBeCalledWhileAnObjectIsMadeOrCleaned() {
		for (boolean creating : List.of(true, false)) {
			SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, Duration.ofDays(1));
			Runnable close = pool::close;
			this.factory.whenCreated = creating ? close : () -> {
			};
			this.factory.whenReset = creating ? () -> {
			} : close;
			Slot<Thing> slot = null;
			try {
				slot = pool.acquire(LONG);
			}
			catch (WasmPoolClosedException ex) {
				assertThat(creating).isTrue();
			}
			if (slot != null) {
				pool.release(slot);
			}
			assertThat(slotIsFreed(pool)).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void leavesNothingAliveWhateverBorrowersDoMeanwhile(ResetPolicy reset) throws Exception {
		for (int round = 0; round < 100; round++) {
			SlotPool<Thing> pool = pool(reset, 2, LONG);
			List<Task<Void>> borrowers = new ArrayList<>();
			CountDownLatch started = new CountDownLatch(4);
			for (int i = 0; i < 4; i++) {
				borrowers.add(Task.start(() -> {
					started.countDown();
					while (true) {
						Slot<Thing> slot = pool.acquire(LONG);
						slot.object().use();
						pool.release(slot);
					}
				}));
			}
			started.await();
			pool.close();
			assertThat(slotIsFreed(pool)).isTrue();
			assertThat(borrowers)
				.allSatisfy((borrower) -> assertThat(borrower.failure()).isInstanceOf(WasmPoolClosedException.class));
			this.factory.assertEachDestroyedOnce();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aFailedDestructionDoesNotStopTheOthers(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 3, LONG);
		pool.prefill();
		this.factory.destroyFailure = new StackOverflowError("scripted");
		pool.close();
		Awaitility.await().until(() -> this.factory.living() == 0);
		assertThat(pool.stats().live()).isZero();
	}

	private boolean slotIsFreed(SlotPool<Thing> pool) {
		return this.factory.living() == 0 && pool.stats().live() == 0;
	}

	private SlotPool<Thing> pool(ResetPolicy reset, int size, Duration gracePeriod) {
		this.factory.reset(reset);
		return new SlotPool<>(
				new PoolSettings("orders", size, size, LONG, Integer.MAX_VALUE, ReuseLimits.NONE, null, gracePeriod),
				this.factory, SlotQuota.UNLIMITED, this.executor, 2);
	}

}
