package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.wasmpool.Effort;
import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolCounters;
import io.github.wasmpool.WasmRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A loan on an instance that was put back in place and one on a new instance answer alike
 * and leave alike memory, globals and size, whatever the loans before did. Run with
 * {@code -Dwasmpool.test.loans=10000} for as many loans of each guest, and with another
 * {@code wasmpool.test.seed} for others.
 */
class RestoringTests {

	private static final int LOANS = Integer.getInteger("wasmpool.test.loans", Effort.of(50, 1_000));

	private static final long SEED = Long.getLong("wasmpool.test.seed", 14);

	/** The most steps of a loan. */
	private static final int STEPS = 8;

	private static final int LOANS_UNTIL_TIMEOUT = 40;

	private final WasmRuntime runtime = newRuntime();

	private final WasmRuntime other = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
		this.other.close();
	}

	/**
	 * Make the runtime whose pool is tested; another class runs these tests with another
	 * one.
	 */
	WasmRuntime newRuntime() {
		return new WasmtimeRuntime();
	}

	@ParameterizedTest
	@EnumSource
	void aRestoredInstanceIsLikeANewOne(StatefulGuest guest) {
		Random random = new Random(SEED + guest.name().hashCode());
		try (WasmModule module = guest.module(this.runtime);
				WasmModule same = guest.module(this.other);
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			int loans = 0;
			while (loans < LOANS) {
				int more = 1 + random.nextInt(20);
				for (int i = 0; i < more; i++) {
					String known = guest + ", seed " + SEED + ", loan " + loans++;
					if (loans % LOANS_UNTIL_TIMEOUT == 0) {
						runOutOfTime(guest, pool);
					}
					else if (random.nextInt(4) > 0) {
						List<GuestStep> steps = steps(random);
						pool.useInstance((instance) -> steps.forEach((step) -> step.perform(guest, instance)));
					}
					else {
						compare(guest, pool, same, steps(random), known);
					}
				}
				compareAll(guest, pool, same, random.nextBoolean() ? steps(random) : List.of(),
						guest + ", seed " + SEED + ", before loan " + loans);
			}
			WasmPoolCounters counters = pool.counters();
			assertThat(counters.restored()).isGreaterThan(counters.acquired() / 4);
			assertThat(counters.retired().get(RetirementReason.NOT_RESTORABLE)).isZero();
		}
	}

	private static List<GuestStep> steps(Random random) {
		List<GuestStep> steps = new ArrayList<>();
		int count = random.nextInt(STEPS);
		for (int i = 0; i < count; i++) {
			steps.add(GuestStep.random(random));
		}
		return steps;
	}

	private static void runOutOfTime(StatefulGuest guest, WasmPool pool) {
		LoanOptions hasty = LoanOptions.ofPool().withExecutionTimeout(Duration.ofMillis(20));
		try (WasmInstance instance = pool.acquire(hasty)) {
			new GuestStep(GuestStep.Kind.FILL, 0, 20_000, 99).perform(guest, instance);
			new GuestStep(GuestStep.Kind.SET_GLOBALS, 0, 0, 99).perform(guest, instance);
			assertThatExceptionOfType(WasmExecutionTimeoutException.class).isThrownBy(() -> instance.callVoid("spin"));
		}
	}

	/**
	 * Compare what a borrower sees who looks here and there. The instance goes on.
	 */
	private static void compare(StatefulGuest guest, WasmPool pool, WasmModule same, List<GuestStep> steps,
			String known) {
		try (WasmInstance restored = pool.acquire(); WasmInstance made = same.instantiate()) {
			assertThat(restored.call("globals")).as(known).isEqualTo(made.call("globals"));
			for (GuestStep step : steps) {
				assertThat(step.perform(guest, restored)).as("%s, %s of %s", known, step, steps)
					.isEqualTo(step.perform(guest, made));
			}
		}
	}

	/**
	 * Compare all there is. Whoever reads a whole memory makes its instance dear, so it
	 * is thrown away.
	 */
	private static void compareAll(StatefulGuest guest, WasmPool pool, WasmModule same, List<GuestStep> steps,
			String known) {
		try (WasmInstance restored = pool.acquire(); WasmInstance made = same.instantiate()) {
			Alike.inAll(guest, restored, made, steps, known);
		}
	}

}
