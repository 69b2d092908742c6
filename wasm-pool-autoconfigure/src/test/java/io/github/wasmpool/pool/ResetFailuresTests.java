package io.github.wasmpool.pool;

import java.time.Duration;

import io.github.wasmpool.RetirementReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pool whose instances cannot be reused any more says so, once.
 */
@ExtendWith(OutputCaptureExtension.class)
class ResetFailuresTests {

	private boolean fails;

	private @Nullable RetirementReason refusal;

	private boolean unfreeable;

	private final SlotPool<Object> pool;

	ResetFailuresTests() {
		CountedQuota quota = new CountedQuota();
		assertThat(quota.take(1)).isNull();
		this.pool = new SlotPool<>(
				new PoolSettings("orders", 1, 0, Duration.ofSeconds(5), 0, ReuseLimits.NONE, null, Duration.ZERO),
				new Factory(), quota, Runnable::run, 1);
	}

	@AfterEach
	void close() {
		this.pool.close();
	}

	@Test
	void aResetThatAlwaysFailsIsWarnedOfOnce(CapturedOutput output) {
		this.fails = true;
		lend(5);
		assertThat(warnings(output)).isEqualTo(1);
		assertThat(output).contains("orders - an instance could not be reset and is retired, as all are until that");
		this.fails = false;
		lend(3);
		assertThat(output).contains("orders - instances can be reset again");
		this.fails = true;
		lend(1);
		assertThat(warnings(output)).isEqualTo(2);
	}

	@Test
	void aValidatorThatAlwaysRefusesIsWarnedOfOnce(CapturedOutput output) {
		this.refusal = RetirementReason.VALIDATION;
		lend(ResetFailures.REFUSALS - 1);
		assertThat(warnings(output)).isZero();
		lend(ResetFailures.REFUSALS);
		assertThat(warnings(output)).isEqualTo(1);
		assertThat(output).contains("orders - the last 10 instances were refused on return");
	}

	@Test
	void aValidatorThatRefusesSomeIsNot(CapturedOutput output) {
		for (int i = 0; i < 20; i++) {
			this.refusal = (i % 2 == 0) ? RetirementReason.VALIDATION : null;
			lend(1);
		}
		assertThat(warnings(output)).isZero();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "VALIDATION")
	void whatIsRetiredForAnotherReasonIsNotWarnedOf(RetirementReason reason, CapturedOutput output) {
		this.refusal = reason;
		lend(ResetFailures.REFUSALS * 2);
		assertThat(warnings(output)).isZero();
	}

	@Test
	void objectsThatCannotBeFreedAreNotWarnedOfEach(CapturedOutput output) {
		this.refusal = RetirementReason.NOT_RESTORABLE;
		this.unfreeable = true;
		lend(1);
		this.pool.beginDrain();
		assertThat(warnings(output)).isEqualTo(1);
		assertThat(output).contains("orders - an instance could not be freed, its native memory may be lost");
		lend(500);
		assertThat(warnings(output)).isLessThan(50);
	}

	private void lend(int times) {
		for (int i = 0; i < times; i++) {
			this.pool.release(this.pool.acquire(Duration.ofSeconds(5)));
		}
	}

	private static long warnings(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains("WARN")).count();
	}

	private final class Factory implements PooledFactory<Object> {

		@Override
		public Object create() {
			return new Object();
		}

		@Override
		public @Nullable RetirementReason reset(Object object) {
			if (ResetFailuresTests.this.fails) {
				throw new IllegalStateException("reset");
			}
			return ResetFailuresTests.this.refusal;
		}

		@Override
		public void destroy(Object object) {
			if (ResetFailuresTests.this.unfreeable) {
				throw new IllegalStateException("destroy");
			}
		}

	}

}
