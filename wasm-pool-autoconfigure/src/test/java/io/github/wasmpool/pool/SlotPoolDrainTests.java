package io.github.wasmpool.pool;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Draining a pool while its slots are on their way.
 */
@ExtendWith(OutputCaptureExtension.class)
class SlotPoolDrainTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@Test
	void whatIsReplacedWhenThePoolIsDrainedIsFreed() throws Exception {
		CountDownLatch destroying = new CountDownLatch(1);
		CountDownLatch gate = new CountDownLatch(1);
		PooledFactory<Object> factory = new PooledFactory<>() {

			@Override
			public Object create() {
				return new Object();
			}

			@Override
			public RetirementReason reset(Object object) {
				return RetirementReason.NOT_RESTORABLE;
			}

			@Override
			public void destroy(Object object) {
				destroying.countDown();
				try {
					gate.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

		};
		CountedQuota quota = new CountedQuota();
		assertThat(quota.take(1)).isNull();
		ExecutorService executor = Executors.newFixedThreadPool(2);
		SlotPool<Object> pool = new SlotPool<>(
				new PoolSettings("orders", 1, 1, LONG, Integer.MAX_VALUE, ReuseLimits.NONE, null, LONG), factory, quota,
				executor, 2);
		pool.prefill();
		pool.release(pool.acquire(LONG));
		destroying.await();
		Task<?> draining = Task.startAndAwaitParked(() -> {
			pool.drain();
			return "drained";
		});
		gate.countDown();
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(pool.stats().live()).isZero());
		draining.result();
		pool.close();
		executor.shutdown();
	}

	@Test
	void whatIsMadeAfterThePoolBeganToDrainIsFreed() throws Exception {
		CountDownLatch destroying = new CountDownLatch(1);
		CountDownLatch gate = new CountDownLatch(1);
		ScriptedFactory factory = new ScriptedFactory();
		factory.destroyFails = () -> {
			destroying.countDown();
			Awaitility.await().until(() -> gate.getCount() == 0);
			return false;
		};
		ExecutorService executor = Executors.newFixedThreadPool(2);
		SlotPool<Thing> pool = pool(factory, 1, executor);
		pool.retire(pool.acquire(LONG), RetirementReason.TRAP);
		destroying.await();
		pool.beginDrain();
		gate.countDown();
		Awaitility.await().until(() -> factory.made() == 2);
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats().live()).isZero());
		pool.close();
		factory.assertEachDestroyedOnce(executor);
	}

	@Test
	void whatReturnsWhileThePoolBeginsToDrainIsFreed() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(2);
		ScriptedFactory factory = new ScriptedFactory();
		factory.reset(ResetPolicy.WARM);
		SlotPool<Thing> pool = pool(factory, 1, executor);
		for (int round = 0; round < 300; round++) {
			pool.prefill();
			CountDownLatch start = new CountDownLatch(2);
			Task<Boolean> borrower = Task.start(() -> {
				Slot<Thing> slot = pool.acquire(LONG);
				start.countDown();
				start.await();
				pool.release(slot);
				return true;
			});
			start.countDown();
			start.await();
			pool.beginDrain();
			assertThat(borrower.result()).isTrue();
			Awaitility.await()
				.pollInterval(Duration.ofMillis(1))
				.untilAsserted(() -> assertThat(pool.stats().live()).isZero());
		}
		pool.close();
		factory.assertEachDestroyedOnce(executor);
	}

	private static SlotPool<Thing> pool(ScriptedFactory factory, int size, ExecutorService executor) {
		return new SlotPool<>(
				new PoolSettings("orders", size, size, LONG, Integer.MAX_VALUE, ReuseLimits.NONE, null, LONG), factory,
				SlotQuota.UNLIMITED, executor, 2);
	}

	@Test
	void aThreadDoesNotWaitForItsOwnLoans() throws Exception {
		SlotPool<Object> pool = pool(LONG, 2);
		Task<Boolean> draining = Task.start(() -> {
			Slot<Object> own = pool.acquire(LONG);
			pool.drain();
			pool.release(own);
			return true;
		});
		assertThat(draining.result()).isTrue();
		Awaitility.await().untilAsserted(() -> assertThat(pool.stats().live()).isZero());
		pool.close();
	}

	@Test
	void whoeverWaitsSaysForWhatAfterASecond(CapturedOutput output) throws Exception {
		SlotPool<Object> pool = pool(LONG, 2);
		Slot<Object> loan = pool.acquire(LONG);
		String said = "orders - waiting for instances to be returned ('shutdown-grace-period'), acquired by '"
				+ Thread.currentThread().getName() + "'";
		Task<Boolean> draining = Task.start(() -> {
			pool.drain();
			return true;
		});
		Awaitility.await().untilAsserted(() -> assertThat(output).containsOnlyOnce(said));
		pool.release(loan);
		assertThat(draining.result()).isTrue();
		Slot<Object> next = pool.acquire(LONG);
		Task<Boolean> closing = Task.start(() -> {
			pool.close();
			return true;
		});
		Awaitility.await().untilAsserted(() -> assertThat(output.getAll().split(Pattern.quote(said), -1)).hasSize(3));
		pool.release(next);
		assertThat(closing.result()).isTrue();
	}

	@Test
	void aPoolThatWasDrainedAndUsedAgainWaitsForItsNewLoans(CapturedOutput output) throws Exception {
		SlotPool<Object> pool = pool(Duration.ofSeconds(2), 2);
		pool.drain();
		Thread.sleep(2100);
		Slot<Object> loan = pool.acquire(LONG);
		Task<Boolean> closing = Task.startAndAwaitParked(() -> {
			pool.close();
			return true;
		});
		assertThat(closing.isDone()).isFalse();
		pool.release(loan);
		assertThat(closing.result()).isTrue();
		assertThat(output).doesNotContain("closed while");
	}

	@Test
	void whatWasWaitedForInVainIsNotWaitedForAgain(CapturedOutput output) throws Exception {
		SlotPool<Object> pool = pool(Duration.ofSeconds(2), 2);
		Object holder = new Object();
		Slot<Object> loan = pool.acquire(LONG);
		pool.watch(loan, holder);
		try {
			Task.start(() -> {
				pool.drain();
				pool.close();
				return true;
			}).result();
			assertThat(pool.stats().active()).isEqualTo(1);
			assertThat(output).containsOnlyOnce("waiting for instances to be returned");
		}
		finally {
			Reference.reachabilityFence(holder);
		}
		pool.release(loan);
	}

	@Test
	void anInterruptedDrainHasNotWaited() throws Exception {
		SlotPool<Object> pool = pool(LONG, 2);
		Object holder = new Object();
		Slot<Object> loan = pool.acquire(LONG);
		pool.watch(loan, holder);
		Task<Boolean> closing;
		try {
			closing = Task.startAndAwaitParked(() -> {
				Thread.currentThread().interrupt();
				pool.drain();
				assertThat(Thread.interrupted()).isTrue();
				pool.close();
				return true;
			});
			assertThat(closing.isDone()).isFalse();
		}
		finally {
			Reference.reachabilityFence(holder);
		}
		pool.release(loan);
		assertThat(closing.result()).isTrue();
	}

	@Test
	void severalPoolsAreDrainedTogether() throws Exception {
		List<SlotPool<Object>> pools = new ArrayList<>();
		List<Slot<Object>> loans = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			pools.add(pool(Duration.ofSeconds(2), 1));
			loans.add(pools.get(i).acquire(LONG));
		}
		long began = System.nanoTime();
		Task.start(() -> {
			pools.forEach(SlotPool::beginDrain);
			pools.forEach(SlotPool::drain);
			return true;
		}).result();
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
		for (int i = 0; i < 4; i++) {
			pools.get(i).release(loans.get(i));
			pools.get(i).close();
		}
	}

	private static SlotPool<Object> pool(Duration gracePeriod, int size) {
		CountedQuota quota = new CountedQuota();
		assertThat(quota.take(size)).isNull();
		PooledFactory<Object> factory = new PooledFactory<>() {

			@Override
			public Object create() {
				return new Object();
			}

			@Override
			public @Nullable RetirementReason reset(Object object) {
				return null;
			}

			@Override
			public void destroy(Object object) {
			}

		};
		return new SlotPool<>(
				new PoolSettings("orders", size, 0, LONG, Integer.MAX_VALUE, ReuseLimits.NONE, null, gracePeriod),
				factory, quota, Runnable::run, 1);
	}

}
