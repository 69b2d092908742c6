package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.pool.PooledFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Failing without trying.
 */
class SparingFactoryTests implements PooledFactory<String> {

	private final SparingFactory<String> factory = new SparingFactory<>(this, () -> this.now);

	private final List<String> destroyed = new ArrayList<>();

	private long now = Long.MAX_VALUE - 1000;

	private int tried;

	private @Nullable Throwable failure = new IllegalStateException("scripted");

	@Override
	public String create() {
		this.tried++;
		if (this.failure instanceof Error error) {
			throw error;
		}
		if (this.failure != null) {
			throw (RuntimeException) this.failure;
		}
		return "made";
	}

	@Override
	public @Nullable RetirementReason reset(String object) {
		return object.equals("clean") ? null : RetirementReason.VALIDATION;
	}

	@Override
	public void destroy(String object) {
		this.destroyed.add(object);
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
		assertThat(catchThrowable(this.factory::create)).isSameAs(last);
		this.failure = null;
		assertThat(catchThrowable(this.factory::create)).isSameAs(last);
	}

	@Test
	void onceItSucceedsItForgetsTheFailures() {
		createAll(Duration.ZERO);
		this.failure = null;
		this.now += Duration.ofMillis(100).toNanos();
		assertThat(this.factory.create()).isEqualTo("made");
		this.failure = new IllegalStateException("again");
		assertThat(createAll(Duration.ZERO)).isEqualTo(3);
	}

	@Test
	void theRestIsLeftToTheOther() {
		assertThat(this.factory.reset("clean")).isNull();
		assertThat(this.factory.reset("dirty")).isEqualTo(RetirementReason.VALIDATION);
		this.factory.destroy("old");
		assertThat(this.destroyed).containsExactly("old");
	}

	/**
	 * Let time pass, and try many times.
	 * @return how often that reached the factory
	 */
	private int createAll(Duration later) {
		this.now += later.toNanos();
		int before = this.tried;
		for (int i = 0; i < 20; i++) {
			assertThat(catchThrowable(this.factory::create)).isNotNull();
		}
		return this.tried - before;
	}

}
