package io.github.wasmpool.wasmtime.wasi;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SlicedSleepTests {

	private static final long HOUR = TimeUnit.HOURS.toNanos(1);

	private long now = Long.MAX_VALUE - HOUR;

	private long longestSlice;

	private final SlicedSleep sleep = new SlicedSleep(() -> this.now, this::pass);

	private void pass(long nanos) {
		this.longestSlice = Math.max(this.longestSlice, nanos);
		this.now += nanos;
	}

	@Test
	void aLongTimeIsWaitedForToItsEnd() throws InterruptedException {
		long before = this.now;
		assertThat(this.sleep.sleep(2 * HOUR, () -> false)).isTrue();
		assertThat(this.now - before).isEqualTo(2 * HOUR);
		assertThat(this.longestSlice).isEqualTo(SlicedSleep.SLICE);
	}

	@Test
	void aWaitThatIsEndedHasNotPassed() throws InterruptedException {
		long over = this.now + HOUR;
		assertThat(this.sleep.sleep(Long.MAX_VALUE, () -> this.now - over >= 0)).isFalse();
		assertThat(this.now - over).isBetween(0L, SlicedSleep.SLICE);
	}

	@Test
	void whatHasComeIsNotWaitedFor() throws InterruptedException {
		assertThat(this.sleep.sleep(0, () -> true)).isTrue();
		assertThat(this.longestSlice).isZero();
	}

	@Test
	void anInterruptIsSeenAtTheEndToo() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.sleep.sleep(HOUR, () -> false));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

}
