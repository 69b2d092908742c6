package io.github.wasmpool.coordination;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A round among threads that come when they like.
 */
class RoundTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void noThreadIsHeldUp() throws InterruptedException {
		this.threads.shutdownNow();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whoComesTooLateFindsNothingToDoAndIsNotHeldUp() {
		AtomicInteger done = new AtomicInteger();
		Round round = new Round(3, 2, (item, instance) -> done.incrementAndGet(), IllegalStateException::new);
		round.lead();
		assertThat(this.threads.submit(round::help)).succeedsWithin(LONG);
		assertThat(done).hasValue(3);
		round.failures().throwLowest();
	}

	@Test
	void whoComesAfterAFailureFindsNothingToDoAndIsNotHeldUp() {
		AtomicInteger done = new AtomicInteger();
		Round round = new Round(3, 2, (item, instance) -> done.incrementAndGet(), IllegalStateException::new);
		round.fail(new IllegalStateException("broken"));
		assertThat(round.isOver()).isTrue();
		assertThat(this.threads.submit(round::help)).succeedsWithin(LONG);
		assertThat(done).hasValue(0);
	}

	/** The instances are all in use when the caller comes, and then nobody is left. */
	@Test
	void theCallerDoesWhatIsLeftByHelpersThatWereInterrupted() {
		Thread caller = Thread.currentThread();
		CountDownLatch helping = new CountDownLatch(2);
		Set<Integer> done = ConcurrentHashMap.newKeySet();
		Round round = new Round(5, 2, (item, instance) -> {
			if (Thread.currentThread() != caller) {
				helping.countDown();
				Awaitility.await().until(() -> caller.getState() == Thread.State.WAITING);
				Thread.currentThread().interrupt();
			}
			done.add(item);
		}, IllegalStateException::new);
		Future<?> one = this.threads.submit(round::help);
		Future<?> other = this.threads.submit(round::help);
		CoordinatorScenario.await(helping);
		round.lead();
		round.failures().throwLowest();
		assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
		assertThat(one).succeedsWithin(LONG);
		assertThat(other).succeedsWithin(LONG);
	}

}
