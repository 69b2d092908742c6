package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pools whose objects take for ever to make, beside good ones on the same threads. What
 * waits for the grace period does not end within the test.
 */
@ExtendWith(OutputCaptureExtension.class)
class SlotPoolFairnessTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration GRACE = Duration.ofHours(1);

	private final BackgroundThreads threads = new BackgroundThreads(1, SlotPoolFairnessTests::newThread);

	private final ScriptedFactory goodFactory = new ScriptedFactory();

	private final List<ScriptedFactory> badFactories = new ArrayList<>();

	private final List<CountDownLatch> gates = new ArrayList<>();

	@AfterEach
	void nothingIsLeftAlive() {
		this.gates.forEach(CountDownLatch::countDown);
		Awaitility.await().untilAsserted(this.goodFactory::assertEachDestroyedOnce);
		this.badFactories.forEach((factory) -> Awaitility.await().untilAsserted(factory::assertEachDestroyedOnce));
		this.threads.close();
	}

	@Test
	void theOthersAreRefilledDrainedAndClosed() throws Exception {
		SlotPool<Thing> good = pool("good", this.goodFactory, 3, this.threads);
		good.prefill();
		List<SlotPool<Thing>> bad = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			bad.add(heldUp("bad" + i));
		}
		for (int round = 0; round < 5; round++) {
			good.release(good.acquire(LONG));
			Awaitility.await().untilAsserted(() -> assertThat(good.stats().idle()).isEqualTo(3));
		}
		this.badFactories.forEach((factory) -> factory.awaitHeld(1));
		Task<Integer> draining = Task.start(() -> {
			good.drain();
			return good.stats().live();
		});
		assertThat(draining.result()).isZero();
		good.prefill();
		close(good);
		assertThat(this.goodFactory.living()).isZero();
		this.gates.forEach((gate) -> assertThat(gate.getCount()).isOne());
		this.gates.forEach(CountDownLatch::countDown);
		bad.forEach(SlotPool::close);
	}

	@Test
	void onesThatHaveNothingOnLoanAreDrainedAndClosedToo(CapturedOutput output) throws Exception {
		SlotPool<Thing> bad = heldUp("bad");
		this.badFactories.get(0).awaitHeld(1);
		Task<Boolean> draining = Task.start(() -> {
			bad.drain();
			return true;
		});
		assertThat(draining.result()).isTrue();
		assertThat(bad.stats().creating()).isOne();
		close(bad);
		assertThat(this.gates.get(0).getCount()).isOne();
		assertThat(output).contains(
				"bad - drained while 1 instance is being made in the background, which takes long; each is freed when",
				"bad - closed while 1 instance is being made in the background, which takes long; each is freed when")
			.doesNotContain("are in use");
	}

	@Test
	void manyAreDrainedInTheSecondThatOneWaits() throws Exception {
		List<SlotPool<Thing>> bad = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			bad.add(heldUp("bad" + i));
		}
		this.badFactories.forEach((factory) -> factory.awaitHeld(1));
		long began = System.nanoTime();
		Task<Boolean> draining = Task.start(() -> {
			bad.forEach(SlotPool::beginDrain);
			bad.forEach(SlotPool::drain);
			return true;
		});
		assertThat(draining.result()).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
		assertThat(bad).allSatisfy((pool) -> assertThat(pool.stats().creating()).isOne());
		this.gates.forEach(CountDownLatch::countDown);
		bad.forEach(SlotPool::close);
	}

	@Test
	void whatWasBeingMadeWhenThePoolWasDrainedIsFreed() {
		SlotPool<Thing> bad = heldUp("bad");
		this.badFactories.get(0).awaitHeld(1);
		bad.drain();
		this.gates.get(0).countDown();
		Awaitility.await().untilAsserted(() -> assertThat(bad.stats().live()).isZero());
		assertThat(this.badFactories.get(0).made()).isEqualTo(2);
		bad.close();
	}

	@Test
	void drainingStillWaitsForLoansAndForBorrowersWhoseObjectIsBeingMade() throws Exception {
		SlotPool<Thing> bad = pool("bad", this.goodFactory, 2, 1, this.threads);
		Slot<Thing> first = bad.acquire(LONG);
		Awaitility.await().untilAsserted(() -> assertThat(bad.stats().idle()).isOne());
		CountDownLatch gate = this.goodFactory.holdCreates();
		this.gates.add(gate);
		bad.release(bad.acquire(LONG));
		this.goodFactory.awaitHeld(1);
		bad.release(first);
		Task<Slot<Thing>> borrower = Task.start(() -> bad.acquire(LONG));
		this.goodFactory.awaitHeld(2);
		Task<Boolean> draining = Task.startAndAwaitParked(() -> {
			bad.drain();
			return true;
		});
		Thread.sleep(1_500);
		assertThat(draining.isDone()).isFalse();
		gate.countDown();
		bad.release(borrower.result());
		assertThat(draining.result()).isTrue();
		// What the background was making was waited for for a second
		Awaitility.await().untilAsserted(() -> assertThat(bad.stats().live()).isZero());
		bad.close();
	}

	@Test
	void drainingNeedsNoThreadOfTheBackground() throws Exception {
		QueuedExecutor never = new QueuedExecutor();
		SlotPool<Thing> good = pool("good", this.goodFactory, 3, never);
		good.prefill();
		good.release(good.acquire(LONG));
		Task<Integer> draining = Task.start(() -> {
			good.drain();
			return good.stats().live();
		});
		assertThat(draining.result()).isZero();
		assertThat(never.size()).isPositive();
		close(good);
	}

	@Test
	void aPoolThatFailsTriesOneAtATime() {
		QueuedExecutor queued = new QueuedExecutor();
		SlotPool<Thing> good = pool("good", this.goodFactory, 4, queued);
		List<Slot<Thing>> slots = List.of(good.acquire(LONG), good.acquire(LONG), good.acquire(LONG),
				good.acquire(LONG));
		slots.forEach((slot) -> good.release(slot));
		assertThat(queued.size()).isEqualTo(2);
		this.goodFactory.failNextCreate(new IllegalStateException("scripted"));
		queued.runAll();
		good.release(good.acquire(LONG));
		assertThat(queued.size()).isOne();
		queued.runAll();
		assertThat(good.stats().idle()).isEqualTo(4);
		good.close();
	}

	private static void close(SlotPool<Thing> pool) throws Exception {
		Task<Boolean> closing = Task.start(() -> {
			pool.close();
			return true;
		});
		assertThat(closing.result()).isTrue();
	}

	/**
	 * Make a pool whose next object the background makes without end.
	 */
	private SlotPool<Thing> heldUp(String name) {
		ScriptedFactory factory = new ScriptedFactory();
		SlotPool<Thing> pool = pool(name, factory, 1, this.threads);
		Slot<Thing> slot = pool.acquire(LONG);
		this.gates.add(factory.holdCreates());
		this.badFactories.add(factory);
		pool.release(slot);
		return pool;
	}

	private static SlotPool<Thing> pool(String name, ScriptedFactory factory, int size, Executor refill) {
		return pool(name, factory, size, size, refill);
	}

	private static SlotPool<Thing> pool(String name, ScriptedFactory factory, int size, int minIdle, Executor refill) {
		factory.reset(ResetPolicy.FRESH);
		return new SlotPool<>(
				new PoolSettings(name, size, minIdle, LONG, Integer.MAX_VALUE, ReuseLimits.NONE, null, GRACE), factory,
				SlotQuota.UNLIMITED, refill, 2);
	}

	private static Thread newThread(Runnable work) {
		Thread thread = new Thread(work, "background");
		thread.setDaemon(true);
		return thread;
	}

}
