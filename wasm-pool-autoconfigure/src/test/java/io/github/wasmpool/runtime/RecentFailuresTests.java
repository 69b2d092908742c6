package io.github.wasmpool.runtime;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.WasmException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecentFailuresTests {

	private static final Instant START = Instant.parse("2026-11-30T07:00:00Z");

	private Instant now = START;

	private final RecentFailures failures = new RecentFailures(new Clock() {

		@Override
		public Instant instant() {
			return RecentFailuresTests.this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	});

	@Test
	void thereIsNothingAtFirst() {
		assertThat(this.failures.snapshot().lastMinute()).isEmpty();
		assertThat(this.failures.snapshot().last()).isNull();
		assertThat(this.failures.snapshot().lastAt()).isNull();
	}

	@Test
	void failuresOfAMinuteAreAddedUpByOutcome() {
		this.failures.add(CallOutcome.TRAPPED, 2);
		this.now = START.plusSeconds(30);
		this.failures.add(CallOutcome.TRAPPED, 1);
		this.failures.add(CallOutcome.TIMED_OUT, 4);
		assertThat(this.failures.snapshot().lastMinute())
			.isEqualTo(Map.of(CallOutcome.TRAPPED, 3L, CallOutcome.TIMED_OUT, 4L));
	}

	@Test
	void whatIsOlderIsForgottenButForTheLastOne() {
		this.failures.add(CallOutcome.TRAPPED, 2);
		this.failures.failed(new WasmException("it\ntrapped"));
		this.now = START.plusSeconds(59);
		assertThat(this.failures.snapshot().lastMinute()).isEqualTo(Map.of(CallOutcome.TRAPPED, 2L));
		this.now = START.plusSeconds(60);
		assertThat(this.failures.snapshot().lastMinute()).isEmpty();
		assertThat(this.failures.snapshot().last()).doesNotContain("\n").contains("trapped");
		assertThat(this.failures.snapshot().lastAt()).isEqualTo(START);
	}

	@Test
	void aClockThatIsSetBackLeavesNothingBehindForEver() {
		this.failures.add(CallOutcome.TRAPPED, 2);
		this.now = START.minusSeconds(3600);
		assertThat(this.failures.snapshot().lastMinute()).isEmpty();
		this.failures.add(CallOutcome.EXITED, 1);
		assertThat(this.failures.snapshot().lastMinute()).isEqualTo(Map.of(CallOutcome.EXITED, 1L));
	}

}
