package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Several objects at once, all or none.
 */
class SlotPoolAllOrNoneTests extends SlotPoolScenario {

	private SlotPool<Thing> limited(ResetPolicy reset, int size, int maxWaiting) {
		this.factory.reset(reset);
		assertThat(this.quota.take(size)).isNull();
		return register(
				new SlotPool<>(new PoolSettings("orders", size, size, LONG, maxWaiting, ReuseLimits.NONE, null, LONG),
						this.factory, this.quota, this.executor, 2));
	}

	@ParameterizedTest
	@EnumSource
	void eachIsALoanOfItsOwn(ResetPolicy reset) {
		SlotPool<Thing> pool = limited(reset, 3, 0);
		List<Slot<Thing>> slots = pool.acquireAll(3, Duration.ZERO);
		assertThat(slots).doesNotHaveDuplicates().hasSize(3);
		assertStats(pool, 3, 0, 3);
		assertThat(pool.counts().acquired()).isEqualTo(3);
		assertThat(pool.tryAcquire()).isNull();
		release(pool, slots);
		assertEachSlotCanBeBorrowed(pool);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0 })
	void nothingCannotBeBorrowed(int count) {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 0);
		assertThatIllegalArgumentException().isThrownBy(() -> pool.acquireAll(count, LONG))
			.withMessage("'instances' must be at least 1 but is " + count);
	}

	@Test
	void moreThanThePoolCanEverHaveIsRefusedAtOnce() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 0);
		assertThatIllegalArgumentException().isThrownBy(() -> pool.acquireAll(3, LONG))
			.withMessage("Pool 'orders' has no 3 instances to lend at once, as its 'size' is 2; lower 'instances', or"
					+ " raise 'size'");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 20 })
	void whoDoesNotGetAllInTimeKeepsNone(int millis) {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 4, 0);
		Slot<Thing> other = pool.acquire(LONG);
		assertThatExceptionOfType(WasmPoolExhaustedException.class)
			.isThrownBy(() -> pool.acquireAll(4, Duration.ofMillis(millis)))
			.withMessage("orders - 4 instances at once are not available"
					+ ((millis > 0) ? ", timed out after 20 ms" : "") + " (size=4, active=1, idle=0, waiting=0)")
			.satisfies((ex) -> assertThat(ex.getWaited()).isGreaterThanOrEqualTo(Duration.ofMillis(millis)));
		assertStats(pool, 4, 0, 1);
		assertThat(pool.counts().exhausted()).isOne();
		pool.release(other);
		assertEachSlotCanBeBorrowed(pool);
	}

	@ParameterizedTest
	@EnumSource
	void whatCannotBeMadeLeavesNoneOnLoan(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 4, 0);
		pool.release(pool.acquire(LONG));
		this.factory.failNextCreate(new IllegalStateException("scripted"));
		assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(() -> pool.acquireAll(4, LONG));
		assertThat(pool.stats().active()).isZero();
		assertEachSlotCanBeBorrowed(pool);
	}

	@ParameterizedTest
	@EnumSource
	void whoWaitsForSeveralCountsOnceAndMayBeTooMany(ResetPolicy reset) throws Exception {
		SlotPool<Thing> pool = limited(reset, 3, 1);
		List<Slot<Thing>> slots = pool.acquireAll(3, LONG);
		Task<List<Slot<Thing>>> all = Task.startAndAwaitParked(() -> pool.acquireAll(3, LONG));
		for (Slot<Thing> slot : slots) {
			assertThat(pool.stats().waiting()).isOne();
			assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(() -> pool.acquireAll(2, LONG))
				.withMessageContaining("too many borrowers wait already ('max-waiting' is 1)");
			pool.release(slot);
		}
		release(pool, all.result());
		assertThat(pool.stats().waiting()).isZero();
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void anInterruptEndsTheWaitingAndNothingIsKept() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 3, 0);
		Slot<Thing> other = pool.acquire(LONG);
		Task<Boolean> all = Task.startAndAwaitParked(() -> {
			assertThatExceptionOfType(WasmPoolInterruptedException.class).isThrownBy(() -> pool.acquireAll(3, LONG));
			return Thread.currentThread().isInterrupted();
		});
		Task<List<Slot<Thing>>> behind = Task.startAndAwaitParked(() -> pool.acquireAll(2, LONG));
		all.interrupt();
		assertThat(all.result()).isTrue();
		release(pool, behind.result());
		pool.release(other);
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void whoWaitsBehindThemTimesOutToo() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 3, 0);
		Slot<Thing> other = pool.acquire(LONG);
		Task<List<Slot<Thing>>> all = Task.startAndAwaitParked(() -> pool.acquireAll(3, LONG));
		// So long that nobody passes any more
		Thread.sleep(10);
		assertThatExceptionOfType(WasmPoolExhaustedException.class)
			.isThrownBy(() -> pool.acquireAll(2, Duration.ofMillis(20)))
			.withMessageStartingWith("orders - 2 instances at once are not available, timed out after 20 ms");
		assertThatExceptionOfType(WasmPoolExhaustedException.class)
			.isThrownBy(() -> pool.acquire(Duration.ofMillis(20)));
		assertThat(pool.tryAcquire()).isNull();
		pool.release(other);
		release(pool, all.result());
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void whoWantsMoreThanIsLeftAfterAResizeIsToldSoAtOnce() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 4, 0);
		Slot<Thing> other = pool.acquire(LONG);
		Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
		Task<String> all = Task.startAndAwaitParked(() -> {
			try {
				return "got " + pool.acquireAll(4, forEver);
			}
			catch (WasmPoolExhaustedException ex) {
				return String.valueOf(ex.getMessage());
			}
		});
		pool.resize(3);
		assertThat(all.result())
			.startsWith("orders - 4 instances are not available any more: the pool was resized to 3 (size=3");
		pool.release(other);
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void aPoolThatIsClosedWakesThem() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 3, 0);
		Slot<Thing> other = pool.acquire(LONG);
		Task<Boolean> all = Task.startAndAwaitParked(() -> {
			assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(() -> pool.acquireAll(3, LONG));
			return true;
		});
		pool.close();
		assertThat(all.result()).isTrue();
		pool.release(other);
	}

	/**
	 * A borrower that takes and returns one object over and over while somebody waits for
	 * all: it stops in time.
	 */
	@Test
	void newcomersDoNotPassForEver() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 2);
		Slot<Thing> kept = pool.acquire(LONG);
		Slot<Thing> lent = pool.acquire(LONG);
		Task<List<Slot<Thing>>> all = Task.startAndAwaitParked(() -> pool.acquireAll(2, LONG));
		int passes = -1;
		for (Slot<Thing> next = lent; next != null && passes <= Permits.MOST_PASSES; next = pool.tryAcquire()) {
			passes++;
			pool.release(next);
		}
		assertThat(passes).isLessThanOrEqualTo(Permits.MOST_PASSES);
		assertThat(all.isDone()).isFalse();
		pool.release(kept);
		release(pool, all.result());
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void aBorrowerIsNotPassedForEver() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		Slot<Thing> lent = pool.acquire(LONG);
		Task<Slot<Thing>> borrower = Task.startAndAwaitParked(() -> pool.acquire(LONG));
		int passes = -1;
		for (Slot<Thing> next = lent; next != null && passes <= Permits.MOST_PASSES; next = pool.tryAcquire()) {
			passes++;
			pool.release(next);
		}
		assertThat(passes).isLessThanOrEqualTo(Permits.MOST_PASSES);
		pool.release(borrower.result());
		assertEachSlotCanBeBorrowed(pool);
	}

	/**
	 * Whatever happens meanwhile, everybody gets what it wants, or is told why not.
	 */
	@ParameterizedTest
	@CsvSource({ "FRESH, 1", "WARM, 2", "FRESH, 3", "WARM, 4" })
	void manyThatCompeteAreNoDeadlock(ResetPolicy reset, long seed) throws Exception {
		SlotPool<Thing> pool = pool(reset, 4, 2);
		AtomicBoolean over = new AtomicBoolean();
		List<Task<Integer>> rivals = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			Random random = new Random(seed * 100 + i);
			boolean several = i % 2 == 0;
			rivals.add(Task.start(() -> {
				int done = 0;
				while (done < 300) {
					List<Slot<Thing>> slots = several ? acquireAll(pool, random) : List.of(pool.acquire(LONG));
					slots.forEach((slot) -> slot.object().use());
					slots.forEach((slot) -> giveBack(pool, slot, random));
					done += slots.isEmpty() ? 0 : 1;
					Thread.interrupted();
				}
				return done;
			}));
		}
		Task<Boolean> disturber = Task.start(() -> disturb(pool, rivals, new Random(seed), over));
		for (Task<Integer> rival : rivals) {
			assertThat(rival.result()).isEqualTo(300);
		}
		over.set(true);
		assertThat(disturber.result()).isTrue();
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats().waiting()).isZero());
		assertEachSlotCanBeBorrowed(pool);
	}

	private static List<Slot<Thing>> acquireAll(SlotPool<Thing> pool, Random random) {
		try {
			return pool.acquireAll(1 + random.nextInt(4),
					random.nextBoolean() ? LONG : Duration.ofNanos(random.nextInt(200_000)));
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex).hasMessageContaining("instances to lend at once");
		}
		catch (WasmPoolException ex) {
			assertThat(ex).isNotInstanceOf(WasmPoolClosedException.class);
		}
		return List.of();
	}

	private static void giveBack(SlotPool<Thing> pool, Slot<Thing> slot, Random random) {
		if (random.nextInt(8) == 0) {
			pool.retire(slot, RetirementReason.TRAP);
		}
		else {
			pool.release(slot);
		}
	}

	/**
	 * Interrupt those who borrow several, and change the pool.
	 */
	private static boolean disturb(SlotPool<Thing> pool, List<Task<Integer>> rivals, Random random, AtomicBoolean over)
			throws InterruptedException {
		while (!over.get()) {
			rivals.get(2 * random.nextInt(rivals.size() / 2)).interrupt();
			switch (random.nextInt(4)) {
				case 0 -> pool.resize(1 + random.nextInt(5));
				case 1 -> pool.refresh();
				default -> Thread.sleep(1);
			}
		}
		pool.resize(4);
		return true;
	}

}
