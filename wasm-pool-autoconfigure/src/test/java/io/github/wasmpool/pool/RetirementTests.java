package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.wasmpool.RetirementReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When an object is retired, to the nanosecond.
 */
class RetirementTests {

	private static final long HOUR = Duration.ofHours(1).toNanos();

	private final AtomicBoolean resting = new AtomicBoolean();

	private final Generations<ScriptedFactory.Thing> generations = new Generations<>("orders", new ScriptedFactory(),
			this.resting::get);

	private final Slot<ScriptedFactory.Thing> slot = new Slot<>(0);

	@Test
	void livesFromNineTenthsOfTheLifetimeToTheWhole() {
		Retirement retirement = retirement(null, Duration.ofHours(1), null);
		long least = Long.MAX_VALUE;
		long most = 0;
		for (int i = 0; i < 1_000; i++) {
			long before = System.nanoTime();
			born(retirement);
			long after = System.nanoTime();
			assertThat(this.slot.expiry()).isBetween(before + HOUR / 10 * 9, after + HOUR);
			least = Math.min(least, this.slot.expiry() - after);
			most = Math.max(most, this.slot.expiry() - before);
			assertThat(retirement.due(this.slot)).isNull();
		}
		assertThat(most - least).as("they do not die at once").isGreaterThan(HOUR / 20);
		this.slot.born(retirement.batch(), System.nanoTime());
		assertThat(retirement.due(this.slot)).isEqualTo(RetirementReason.MAX_LIFETIME);
	}

	@Test
	void withoutALifetimeNothingExpires() {
		Retirement retirement = retirement(null, null, null);
		born(retirement);
		this.slot.born(retirement.batch(), System.nanoTime() - HOUR);
		assertThat(retirement.due(this.slot)).isNull();
	}

	@Test
	void isIdleFromItsBirthAndFromEachReturn() {
		Retirement retirement = retirement(null, null, Duration.ofHours(1));
		long before = System.nanoTime();
		born(retirement);
		assertThat(this.slot.idleSince()).isBetween(before, System.nanoTime());
		assertThat(retirement.isIdleTooLong(this.slot)).isFalse();
		this.slot.idleSince(System.nanoTime() - HOUR);
		assertThat(retirement.isIdleTooLong(this.slot)).isTrue();
		retirement.rests(this.slot);
		assertThat(retirement.isIdleTooLong(this.slot)).isFalse();
		this.slot.idleSince(System.nanoTime() - HOUR + Duration.ofMinutes(1).toNanos());
		assertThat(retirement.isIdleTooLong(this.slot)).isFalse();
	}

	@Test
	void withoutAnIdleTimeoutNothingIsIdleTooLong() {
		Retirement retirement = retirement(null, null, null);
		born(retirement);
		this.slot.idleSince(System.nanoTime() - HOUR);
		assertThat(retirement.isIdleTooLong(this.slot)).isFalse();
		long since = this.slot.idleSince();
		retirement.rests(this.slot);
		assertThat(this.slot.idleSince()).as("the clock is not read for nothing").isEqualTo(since);
	}

	@Test
	void isLentAsOftenAsIsAllowed() {
		Retirement retirement = retirement(2, null, null);
		born(retirement);
		assertThat(retirement.dueAfterUse(this.slot)).isNull();
		assertThat(retirement.dueAfterUse(this.slot)).isEqualTo(RetirementReason.MAX_USES);
	}

	@Test
	void whatIsOfAnEarlierBatchOrGenerationIsDue() {
		Retirement retirement = retirement(null, null, null);
		born(retirement);
		retirement.nextBatch();
		assertThat(retirement.due(this.slot)).isEqualTo(RetirementReason.REFRESH);
		assertThat(retirement.dueWhenIdle(this.slot)).isEqualTo(RetirementReason.REFRESH);
		born(retirement);
		Generation<ScriptedFactory.Thing> former = this.generations.present();
		assertThat(this.generations.next(new ScriptedFactory())).isTrue();
		assertThat(retirement.due(this.slot)).isEqualTo(RetirementReason.GENERATION);
		assertThat(retirement.due(this.slot, former)).isNull();
	}

	@Test
	void nothingIsKeptReadyWhileThePoolRests() {
		Retirement retirement = retirement(null, null, null);
		born(retirement);
		assertThat(retirement.dueWhenIdle(this.slot)).isNull();
		this.resting.set(true);
		assertThat(retirement.dueWhenIdle(this.slot)).isEqualTo(RetirementReason.REFRESH);
		assertThat(retirement.due(this.slot)).isNull();
	}

	private Retirement retirement(@Nullable Integer maxUses, @Nullable Duration maxLifetime,
			@Nullable Duration idleTimeout) {
		return new Retirement(new ReuseLimits(maxUses, maxLifetime, idleTimeout), this.generations, this.resting::get);
	}

	private void born(Retirement retirement) {
		Generation<ScriptedFactory.Thing> present = this.generations.present();
		this.slot.put(present.factory().create(), present);
		retirement.born(this.slot, retirement.batch());
	}

}
