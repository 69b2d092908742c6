package io.github.wasmpool.wasmtime;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TicksTests {

	private static final long INTERVAL = 10_000_000;

	/** Near its overflow, which it may come to at any time. */
	private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);

	private final Ticks ticks = new Ticks(Duration.ofNanos(INTERVAL), this.nanoTime::get);

	@Test
	void ticksAreTheTimeThatPassed() {
		assertThat(this.ticks.at(this.ticks.now())).isZero();
		this.nanoTime.addAndGet(7 * INTERVAL - 1);
		assertThat(this.ticks.at(this.ticks.now())).isEqualTo(6);
		this.nanoTime.addAndGet(1);
		assertThat(this.ticks.at(this.ticks.now())).isEqualTo(7);
		assertThat(this.ticks.begin(7)).isEqualTo(7 * INTERVAL);
	}

	@Test
	void noLimitIsOverBeforeItsTimeNorTwoIntervalsAfterIt() {
		Random random = new Random(7);
		for (int i = 0; i < 100_000; i++) {
			long time = random.nextLong(1000 * INTERVAL);
			long limit = 1 + random.nextLong((i % 2 == 0) ? 3 * INTERVAL : 1000 * INTERVAL);
			long end = this.ticks.begin(this.ticks.deadline(this.ticks.at(time), limit));
			assertThat(end - time).isBetween(limit, limit + 2 * INTERVAL - 1);
		}
	}

	@Test
	void aLimitOfForEverIsAHundredYears() {
		long forEver = Ticks.nanos(Duration.ofSeconds(Long.MAX_VALUE));
		assertThat(Duration.ofNanos(forEver)).isEqualTo(Duration.ofDays(36_500));
		assertThat(this.ticks.deadline(1000, forEver)).isEqualTo(1001 + forEver / INTERVAL);
		assertThat(Ticks.nanos(Duration.ofNanos(1))).isEqualTo(1);
	}

}
