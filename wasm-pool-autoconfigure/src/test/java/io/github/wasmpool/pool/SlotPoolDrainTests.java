package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.wasmpool.RetirementReason;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Draining a pool while its slots are on their way.
 */
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
		assertThat(quota.take(1)).isTrue();
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
		Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(pool.stats().live()).isZero());
		draining.result();
		pool.close();
		executor.shutdown();
	}

}
