package io.github.wasmpool.pool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tasks of many pools on few threads.
 */
class BackgroundThreadsTests {

	private static final int THREADS = 2;

	private final List<Thread> made = new CopyOnWriteArrayList<>();

	private final BackgroundThreads threads = new BackgroundThreads(THREADS, this::newThread);

	private final CountDownLatch gate = new CountDownLatch(1);

	@AfterEach
	void allThreadsEnd() {
		this.gate.countDown();
		this.threads.close();
		Awaitility.await().untilAsserted(() -> assertThat(alive()).isZero());
	}

	@Test
	void tasksThatAreHeldUpDoNotKeepOthersWaiting() throws Exception {
		CountDownLatch heldUp = new CountDownLatch(10);
		for (int i = 0; i < 10; i++) {
			this.threads.execute(() -> holdUp(heldUp));
		}
		CountDownLatch others = new CountDownLatch(100);
		for (int i = 0; i < 100; i++) {
			this.threads.execute(others::countDown);
		}
		assertThat(heldUp.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.gate.getCount()).isOne();
		assertThat(alive()).isBetween(10L, 10L + THREADS);
	}

	@Test
	void thereAreAsManyThreadsAsBeforeWhenNothingIsHeldUpAnyMore() throws Exception {
		CountDownLatch heldUp = new CountDownLatch(10);
		for (int i = 0; i < 10; i++) {
			this.threads.execute(() -> holdUp(heldUp));
		}
		assertThat(heldUp.await(30, TimeUnit.SECONDS)).isTrue();
		this.gate.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(alive()).isLessThanOrEqualTo(THREADS));
		CountDownLatch others = new CountDownLatch(10);
		for (int i = 0; i < 10; i++) {
			this.threads.execute(others::countDown);
		}
		assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void noThreadIsAddedWhileNobodyWaits() throws Exception {
		CountDownLatch heldUp = new CountDownLatch(THREADS);
		for (int i = 0; i < THREADS; i++) {
			this.threads.execute(() -> holdUp(heldUp));
		}
		assertThat(heldUp.await(30, TimeUnit.SECONDS)).isTrue();
		Thread.sleep(BackgroundThreads.MOMENT.toMillis() * 3);
		assertThat(this.made).hasSize(THREADS);
	}

	@Test
	void aTaskThatFailsLeavesTheOthersTheirThreads() throws Exception {
		for (int i = 0; i < 5; i++) {
			this.threads.execute(() -> {
				throw new IllegalStateException("scripted");
			});
		}
		CountDownLatch others = new CountDownLatch(10);
		for (int i = 0; i < 10; i++) {
			this.threads.execute(others::countDown);
		}
		assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void refusesTasksOnceItIsClosed() {
		this.threads.close();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.threads.execute(this.gate::countDown));
	}

	private void holdUp(CountDownLatch heldUp) {
		heldUp.countDown();
		try {
			this.gate.await(1, TimeUnit.MINUTES);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Thread newThread(Runnable work) {
		Thread thread = new Thread(work, "background");
		thread.setDaemon(true);
		thread.setUncaughtExceptionHandler((failed, ex) -> assertThat(ex).hasMessage("scripted"));
		this.made.add(thread);
		return thread;
	}

	private long alive() {
		return this.made.stream().filter(Thread::isAlive).count();
	}

}
