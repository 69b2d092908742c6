package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What every pool does, whatever becomes of returned objects. After each test nothing is
 * left alive.
 */
abstract class PoolContractTests {

	static final Duration LONG = Duration.ofSeconds(30);

	static final Executor REJECTING = (task) -> {
		throw new RejectedExecutionException("scripted");
	};

	final ScriptedFactory factory = new ScriptedFactory();

	final ExecutorService executor = Executors.newFixedThreadPool(2);

	private final List<SlotPool<Thing>> pools = new ArrayList<>();

	PoolContractTests(ResetPolicy reset) {
		this.factory.reset(reset);
	}

	@AfterEach
	void nothingIsLeftAlive() {
		this.pools.forEach(SlotPool::close);
		this.factory.assertEachDestroyedOnce(this.executor);
		assertThat(this.pools).allSatisfy((pool) -> assertThat(pool.stats().live()).isZero());
	}

	final SlotPool<Thing> pool(int size, int minIdle) {
		return pool(size, minIdle, Integer.MAX_VALUE, this.executor);
	}

	final SlotPool<Thing> pool(int size, int minIdle, int maxWaiting, Executor refill) {
		SlotPool<Thing> pool = new SlotPool<>(
				new PoolSettings("orders", size, minIdle, LONG, maxWaiting, ReuseLimits.NONE, null, LONG), this.factory,
				SlotQuota.UNLIMITED, refill, 2);
		this.pools.add(pool);
		return pool;
	}

	final List<Slot<Thing>> acquireAll(SlotPool<Thing> pool) {
		List<Slot<Thing>> slots = new ArrayList<>();
		for (int i = 0; i < pool.stats().size(); i++) {
			slots.add(pool.acquire(LONG));
		}
		return slots;
	}

	final void assertEachSlotCanBeBorrowed(SlotPool<Thing> pool) {
		List<Slot<Thing>> slots = acquireAll(pool);
		assertThat(slots).doesNotHaveDuplicates();
		assertThat(slots).extracting(Slot::object).doesNotHaveDuplicates();
		assertThat(slots).allSatisfy((slot) -> slot.object().use());
		WasmPoolStats stats = pool.stats();
		assertThat(stats.active()).isEqualTo(stats.size());
		assertThat(stats.live()).isEqualTo(stats.size());
		slots.forEach((slot) -> pool.release(slot));
	}

	final void awaitStats(SlotPool<Thing> pool, int idle, int active) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(pool.stats())
				.isEqualTo(new WasmPoolStats("orders", pool.stats().size(), idle + active, active, idle, 0, 0, 0)));
	}

	@Test
	void makesAnObjectWhenThereIsNone() {
		SlotPool<Thing> pool = pool(2, 0);
		assertThat(pool.stats()).isEqualTo(new WasmPoolStats("orders", 2, 0, 0, 0, 0, 0, 0));
		Slot<Thing> slot = pool.acquire(LONG);
		slot.object().use();
		assertThat(pool.stats()).isEqualTo(new WasmPoolStats("orders", 2, 1, 1, 0, 0, 0, 0));
		pool.release(slot);
	}

	@Test
	void lendsEachOfItsSlotsAndNoMore() {
		SlotPool<Thing> pool = pool(3, 1);
		List<Slot<Thing>> slots = acquireAll(pool);
		assertThat(slots).extracting(Slot::object).doesNotHaveDuplicates();
		assertThat(pool.tryAcquire()).isNull();
		slots.forEach((slot) -> pool.release(slot));
		assertEachSlotCanBeBorrowed(pool);
		assertThat(this.factory.mostLiving()).isLessThanOrEqualTo(3);
	}

	@Test
	void refusesABorrowerWhoWaitedLongEnough() {
		SlotPool<Thing> pool = pool(1, 1);
		Slot<Thing> slot = pool.acquire(LONG);
		assertThatExceptionOfType(WasmPoolExhaustedException.class)
			.isThrownBy(() -> pool.acquire(Duration.ofMillis(20)))
			.withMessage(
					"orders - no instance available, timed out after 20 ms" + " (size=1, active=1, idle=0, waiting=0)")
			.satisfies((ex) -> assertThat(ex.getWaited()).isGreaterThanOrEqualTo(Duration.ofMillis(20)));
		pool.release(slot);
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void refusesABorrowerAtOnceWhoDoesNotWait() {
		SlotPool<Thing> pool = pool(1, 1);
		Slot<Thing> slot = pool.acquire(LONG);
		assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(() -> pool.acquire(Duration.ZERO))
			.withMessage("orders - no instance available (size=1, active=1, idle=0, waiting=0)")
			.satisfies((ex) -> assertThat(ex.getWaited()).isZero());
		pool.release(slot);
	}

	@Test
	void refusesABorrowerIfTooManyWait() throws Exception {
		SlotPool<Thing> pool = pool(1, 1, 1, this.executor);
		Slot<Thing> slot = pool.acquire(LONG);
		Task<Slot<Thing>> waiter = Task.startAndAwaitParked(() -> pool.acquire(LONG));
		assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(() -> pool.acquire(LONG))
			.withMessage("orders - too many borrowers wait already ('max-waiting' is 1)"
					+ " (size=1, active=1, idle=0, waiting=1)");
		pool.release(slot);
		pool.release(waiter.result());
	}

	@Test
	void refusesANegativeTimeout() {
		SlotPool<Thing> pool = pool(1, 0);
		assertThatIllegalArgumentException().isThrownBy(() -> pool.acquire(Duration.ofMillis(-1)))
			.withMessage("'timeout' must not be negative but is PT-0.001S");
	}

	@Test
	void waitsForAnyTimeThatADurationCanHold() throws Exception {
		SlotPool<Thing> pool = pool(1, 0);
		Slot<Thing> slot = pool.acquire(LONG);
		Task<Slot<Thing>> waiter = Task.startAndAwaitParked(() -> pool.acquire(Duration.ofSeconds(Long.MAX_VALUE)));
		pool.release(slot);
		pool.release(waiter.result());
	}

	@Test
	void aBorrowerWhoIsAloneNeverFindsThePoolExhausted() {
		SlotPool<Thing> pool = pool(1, 1);
		for (int i = 0; i < 1000; i++) {
			Slot<Thing> slot = Objects.requireNonNull(pool.tryAcquire());
			pool.retire(slot, RetirementReason.TRAP);
		}
	}

	@Test
	void servesThoseWhoCameFirstFirst() throws Exception {
		SlotPool<Thing> pool = pool(1, 1);
		Queue<Integer> served = new ConcurrentLinkedQueue<>();
		Slot<Thing> slot = pool.acquire(LONG);
		List<Task<Void>> waiters = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			int number = i;
			waiters.add(Task.startAndAwaitParked(() -> {
				Slot<Thing> mine = pool.acquire(LONG);
				served.add(number);
				pool.release(mine);
				return null;
			}));
		}
		assertThat(pool.stats().waiting()).isEqualTo(8);
		pool.release(slot);
		for (Task<Void> waiter : waiters) {
			waiter.result();
		}
		assertThat(served).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
	}

	@Test
	void aNewcomerDoesNotOvertakeThoseWhoWait() throws Exception {
		SlotPool<Thing> pool = pool(1, 1);
		Slot<Thing> slot = pool.acquire(LONG);
		Task<Slot<Thing>> waiter = Task.startAndAwaitParked(() -> pool.acquire(LONG));
		pool.release(slot);
		assertThat(pool.tryAcquire()).isNull();
		pool.release(waiter.result());
	}

	@Test
	void aReturnWakesTheOneWhoWaits() throws Exception {
		SlotPool<Thing> pool = pool(2, 0, Integer.MAX_VALUE, REJECTING);
		List<Slot<Thing>> slots = acquireAll(pool);
		Task<Slot<Thing>> waiter = Task.startAndAwaitParked(() -> pool.acquire(LONG));
		pool.retire(slots.get(1), RetirementReason.TRAP);
		Slot<Thing> got = waiter.result();
		assertThat(got).isSameAs(slots.get(1));
		pool.release(got);
		pool.release(slots.get(0));
	}

	@Test
	void aRefillWakesTheOneWhoWaits() throws Exception {
		SlotPool<Thing> pool = pool(1, 1);
		Slot<Thing> slot = pool.acquire(LONG);
		CountDownLatch gate = this.factory.holdCreates();
		pool.retire(slot, RetirementReason.TRAP);
		this.factory.awaitHeld(1);
		Task<Slot<Thing>> waiter = Task.startAndAwaitParked(() -> pool.acquire(LONG));
		assertThat(pool.stats()).isEqualTo(new WasmPoolStats("orders", 1, 1, 0, 0, 1, 0, 1));
		gate.countDown();
		Slot<Thing> got = waiter.result();
		got.object().use();
		pool.release(got);
		assertThat(this.factory.mostLiving()).isEqualTo(1);
	}

	@Test
	void anInterruptEndsTheWaitingAndLosesNoSlot() {
		SlotPool<Thing> pool = pool(1, 1);
		Slot<Thing> slot = pool.acquire(LONG);
		Task<Boolean> waiter = Task.startAndAwaitParked(() -> {
			assertThatExceptionOfType(WasmPoolInterruptedException.class).isThrownBy(() -> pool.acquire(LONG))
				.withMessageStartingWith("orders - interrupted while waiting for an instance (size=1")
				.withCauseInstanceOf(InterruptedException.class);
			return Thread.currentThread().isInterrupted();
		});
		waiter.interrupt();
		assertThat(waiter).satisfies((task) -> assertThat(task.result()).isTrue());
		assertThat(pool.stats().waiting()).isZero();
		pool.release(slot);
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void anInterruptedBorrowerGetsWhatIsFree() {
		SlotPool<Thing> pool = pool(1, 0);
		Thread.currentThread().interrupt();
		Slot<Thing> slot = pool.acquire(LONG);
		assertThat(pool.tryAcquire()).isNull();
		assertThat(Thread.interrupted()).isTrue();
		pool.release(slot);
	}

	@Test
	void aFailedCreationReachesTheBorrowerAndThePoolRecovers() {
		SlotPool<Thing> pool = pool(1, 0);
		IllegalStateException cause = new IllegalStateException("no memory left");
		this.factory.createFailure = cause;
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(() -> pool.acquire(LONG))
				.withMessage("orders - no memory left (size=1, active=0, idle=0, waiting=0)")
				.withCause(cause);
		}
		assertThat(pool.lastFailure()).containsSame(cause);
		assertThat(pool.stats().live()).isZero();
		this.factory.createFailure = null;
		assertEachSlotCanBeBorrowed(pool);
		assertThat(pool.lastFailure()).isEmpty();
	}

	@Test
	void anErrorOfTheFactoryReachesTheBorrowerAndLosesNoSlot() {
		SlotPool<Thing> pool = pool(1, 0);
		OutOfMemoryError error = new OutOfMemoryError("scripted");
		this.factory.failNextCreate(error);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> pool.acquire(LONG)).isSameAs(error);
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void aFailedCreationLetsTheNextWaiterTry() throws Exception {
		SlotPool<Thing> pool = pool(1, 0, Integer.MAX_VALUE, REJECTING);
		CountDownLatch gate = this.factory.holdCreates();
		this.factory.failNextCreate(new IllegalStateException("scripted"));
		Task<Slot<Thing>> failing = Task.start(() -> pool.acquire(LONG));
		this.factory.awaitHeld(1);
		Task<Slot<Thing>> waiter = Task.startAndAwaitParked(() -> pool.acquire(LONG));
		gate.countDown();
		assertThat(failing.failure()).isInstanceOf(WasmInstanceCreationException.class);
		pool.release(waiter.result());
	}

	@Test
	void eachWaiterGetsTheReasonWhyNothingCanBeMade() throws Exception {
		SlotPool<Thing> pool = pool(2, 0);
		this.factory.createFailure = new IllegalStateException("no memory left");
		CountDownLatch gate = this.factory.holdCreates();
		List<Task<Slot<Thing>>> borrowers = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			borrowers.add(Task.start(() -> pool.acquire(Duration.ofDays(1))));
		}
		this.factory.awaitHeld(2);
		for (int i = 0; i < 8; i++) {
			borrowers.add(Task.startAndAwaitParked(() -> pool.acquire(Duration.ofDays(1))));
		}
		gate.countDown();
		assertThat(borrowers)
			.allSatisfy((borrower) -> assertThat(borrower.failure()).isInstanceOf(WasmInstanceCreationException.class)
				.hasMessageStartingWith("orders - no memory left (size=2"));
		this.factory.createFailure = null;
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void aFailedDestructionLosesNoSlot() {
		SlotPool<Thing> pool = pool(2, 1);
		for (Throwable failure : List.of(new IllegalStateException("scripted"), new StackOverflowError("scripted"))) {
			this.factory.destroyFailure = failure;
			acquireAll(pool).forEach((slot) -> pool.retire(slot, RetirementReason.TRAP));
			awaitStats(pool, 1, 0);
			assertEachSlotCanBeBorrowed(pool);
		}
	}

	@Test
	void aBrokenObjectIsNotLentAgain() {
		SlotPool<Thing> pool = pool(1, 0);
		Slot<Thing> slot = pool.acquire(LONG);
		Thing broken = slot.object();
		pool.retire(slot, RetirementReason.TRAP);
		Slot<Thing> next = pool.acquire(LONG);
		assertThat(next.object()).isNotSameAs(broken);
		assertThat(broken.isDestroyed()).isTrue();
		assertThat(broken.resets()).isZero();
		pool.release(next);
	}

	@Test
	void refusesASecondReturn() {
		SlotPool<Thing> pool = pool(1, 0, Integer.MAX_VALUE, REJECTING);
		Slot<Thing> slot = pool.acquire(LONG);
		pool.release(slot);
		assertThatIllegalStateException().isThrownBy(() -> pool.release(slot))
			.withMessageContaining("is not on loan: it was released already");
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void refusesASlotOfAnotherPool() {
		SlotPool<Thing> pool = pool(1, 0);
		SlotPool<Thing> other = pool(2, 0);
		for (Slot<Thing> slot : acquireAll(other)) {
			assertThatIllegalArgumentException().isThrownBy(() -> pool.release(slot))
				.withMessageContaining("is not of pool 'orders'");
			other.release(slot);
		}
	}

	@Test
	void aSlotHoldsNothingOnceItsObjectIsFreed() {
		QueuedExecutor queued = new QueuedExecutor();
		SlotPool<Thing> pool = pool(1, 0, Integer.MAX_VALUE, queued);
		Slot<Thing> slot = pool.acquire(LONG);
		pool.retire(slot, RetirementReason.TRAP);
		queued.runAll();
		assertThatIllegalStateException().isThrownBy(slot::object)
			.withMessage("slot 0 (VACANT) holds nothing: it was released");
	}

	@Test
	void borrowersDoTheWorkIfTheExecutorTakesNone() {
		SlotPool<Thing> pool = pool(2, 2, Integer.MAX_VALUE, REJECTING);
		for (int i = 0; i < 3; i++) {
			acquireAll(pool).forEach((slot) -> pool.retire(slot, RetirementReason.TRAP));
			assertThat(pool.stats().retiring()).isEqualTo(2);
		}
		assertEachSlotCanBeBorrowed(pool);
		assertThat(this.factory.mostLiving()).isEqualTo(2);
	}

	@Test
	void anErrorOfTheExecutorReachesNoBorrower() {
		SlotPool<Thing> pool = pool(1, 1, Integer.MAX_VALUE, (task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
		Slot<Thing> slot = pool.acquire(LONG);
		pool.retire(slot, RetirementReason.TRAP);
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void whatABorrowerDidIsSeenByTheNext() throws Exception {
		SlotPool<Thing> pool = pool(2, 2);
		List<Task<Void>> borrowers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			borrowers.add(Task.start(() -> {
				for (int k = 0; k < 500; k++) {
					Slot<Thing> slot = pool.acquire(LONG);
					slot.object().use();
					pool.release(slot);
				}
				return null;
			}));
		}
		for (Task<Void> borrower : borrowers) {
			borrower.result();
		}
		pool.close();
		assertThat(this.factory.things()).extracting(Thing::uses).satisfies((uses) -> {
			int sum = uses.stream().mapToInt(Integer::intValue).sum();
			assertThat(sum).isEqualTo(2_000);
		});
	}

}
