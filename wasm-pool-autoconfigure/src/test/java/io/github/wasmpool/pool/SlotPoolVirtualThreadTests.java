package io.github.wasmpool.pool;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Borrowers on virtual threads.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class SlotPoolVirtualThreadTests {

	private static final int BORROWERS = 10_000;

	private final ScriptedFactory factory = new ScriptedFactory();

	@ParameterizedTest
	@EnumSource
	void servesManyMoreBorrowersThanThereAreInstances(ResetPolicy reset) throws Exception {
		ExecutorService refill = Executors.newSingleThreadExecutor();
		ExecutorService borrowers = virtualThreads();
		this.factory.reset(reset);
		SlotPool<Thing> pool = new SlotPool<>(new PoolSettings("orders", 8, 8, Duration.ofMinutes(1), Integer.MAX_VALUE,
				ReuseLimits.NONE, null, Duration.ofSeconds(30)), this.factory, SlotQuota.UNLIMITED, refill, 1);
		List<Slot<Thing>> held = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			held.add(pool.acquire(Duration.ofMinutes(1)));
		}
		List<Future<?>> loans = new ArrayList<>();
		for (int i = 0; i < BORROWERS; i++) {
			loans.add(borrowers.submit(() -> {
				Slot<Thing> slot = pool.acquire(Duration.ofMinutes(1));
				slot.object().use();
				LockSupport.parkNanos(1000);
				pool.release(slot);
			}));
		}
		held.forEach((slot) -> pool.release(slot));
		for (Future<?> loan : loans) {
			loan.get(1, TimeUnit.MINUTES);
		}
		assertThat(pool.stats().waiting()).isZero();
		pool.close();
		borrowers.shutdown();
		assertThat(this.factory.mostLiving()).isLessThanOrEqualTo(8);
		assertThat(this.factory.things().stream().mapToInt(Thing::uses).sum()).isEqualTo(BORROWERS);
		this.factory.assertEachDestroyedOnce(refill);
	}

	private static ExecutorService virtualThreads() throws ReflectiveOperationException {
		Method method = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
		return (ExecutorService) method.invoke(null);
	}

}
