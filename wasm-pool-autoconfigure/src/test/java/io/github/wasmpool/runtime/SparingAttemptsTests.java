package io.github.wasmpool.runtime;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Failing without trying.
 */
class SparingAttemptsTests {

	private final SparingAttempts<String> attempts = new SparingAttempts<>(this::attempt, () -> this.now);

	private long now = Long.MAX_VALUE - 1000;

	private int tried;

	private @Nullable Throwable failure = new IllegalStateException("scripted");

	private String attempt() {
		this.tried++;
		if (this.failure instanceof Error error) {
			throw error;
		}
		if (this.failure != null) {
			throw (RuntimeException) this.failure;
		}
		return "made";
	}

	@Test
	void afterSomeFailuresItWaitsLongerAndLonger() {
		assertThat(createAll(Duration.ZERO)).as("at once").isEqualTo(3);
		assertThat(createAll(Duration.ofMillis(99))).isZero();
		assertThat(createAll(Duration.ofMillis(1))).isOne();
		assertThat(createAll(Duration.ofMillis(199))).isZero();
		assertThat(createAll(Duration.ofMillis(1))).isOne();
		for (int i = 0; i < 100; i++) {
			assertThat(createAll(Duration.ofSeconds(5))).as("never longer than that").isOne();
		}
		assertThat(createAll(Duration.ofMillis(4999))).isZero();
	}

	@Test
	void itFailsForTheLastReason() {
		createAll(Duration.ZERO);
		Throwable last = new StackOverflowError("scripted");
		this.failure = last;
		this.now += Duration.ofMillis(100).toNanos();
		assertThat(catchThrowable(this.attempts::get)).isSameAs(last);
		this.failure = null;
		assertThat(catchThrowable(this.attempts::get)).isSameAs(last);
	}

	@Test
	void onceItSucceedsItForgetsTheFailures() {
		createAll(Duration.ZERO);
		this.failure = null;
		this.now += Duration.ofMillis(100).toNanos();
		assertThat(this.attempts.get()).isEqualTo("made");
		this.failure = new IllegalStateException("again");
		assertThat(createAll(Duration.ZERO)).isEqualTo(3);
	}

	/**
	 * Let time pass, and try many times.
	 * @return how often that was tried
	 */
	private int createAll(Duration later) {
		this.now += later.toNanos();
		int before = this.tried;
		for (int i = 0; i < 20; i++) {
			assertThat(catchThrowable(this.attempts::get)).isNotNull();
		}
		return this.tried - before;
	}

}
