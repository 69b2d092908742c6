package io.github.wasmpool.pool;

import java.lang.Thread.State;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A wake-up that comes while its thread waits for the lock of the line is not lost. The
 * clock, which is read under that lock, holds each thread where the script wants it.
 */
class PermitsWakeUpTests {

	private static final long LONG = TimeUnit.HOURS.toNanos(1);

	private final Map<Thread, Runnable> whenClockIsRead = new ConcurrentHashMap<>();

	private final Permits permits = new Permits(5, this::clock);

	private long clock() {
		Runnable script = this.whenClockIsRead.remove(Thread.currentThread());
		if (script != null) {
			script.run();
		}
		return 0;
	}

	@Test
	void whoWasWokenAtTheLockOfTheLineIsWokenAgain() throws InterruptedException {
		Thread waiting = new Thread(() -> this.permits.await(this.permits.join(1), LONG));
		CountDownLatch all = new CountDownLatch(1);
		Thread releasing = new Thread(() -> this.permits.release(1));
		Thread passing = new Thread(() -> this.permits.join(1));
		// Holds the lock until all others wait for it, then wakes who is first in line
		this.whenClockIsRead.put(releasing, () -> awaitUninterruptibly(all));
		// Has the lock next, and takes the permit that the first was woken for
		this.whenClockIsRead.put(passing, () -> {
			assertThat(this.permits.seize(1)).isTrue();
			sleepUntilParked(waiting);
		});
		begin(waiting, State.TIMED_WAITING);
		begin(releasing, State.WAITING);
		begin(passing, State.WAITING);
		LockSupport.unpark(waiting);
		await().until(() -> waiting.getState() == State.WAITING);
		all.countDown();
		passing.join();
		releasing.join();
		await().until(() -> waiting.getState() == State.TIMED_WAITING);
		this.permits.release(1);
		waiting.join(TimeUnit.SECONDS.toMillis(5));
		boolean woken = !waiting.isAlive();
		waiting.interrupt();
		waiting.join();
		assertThat(woken).isTrue();
	}

	@Test
	void whoSleepsIsWokenAlsoIfItHasNotWaitedForLong() throws InterruptedException {
		Thread waiting = new Thread(() -> this.permits.await(this.permits.join(1), LONG));
		begin(waiting, State.TIMED_WAITING);
		this.permits.release(1);
		waiting.join(TimeUnit.SECONDS.toMillis(30));
		assertThat(waiting.isAlive()).isFalse();
	}

	private static void begin(Thread thread, State then) {
		thread.setDaemon(true);
		thread.start();
		await().until(() -> thread.getState() == then);
	}

	/** So that the wake-up it had is used up. */
	private static void sleepUntilParked(Thread thread) {
		do {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
		}
		while (thread.getState() != State.WAITING);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
