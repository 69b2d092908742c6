package io.github.wasmpool.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.wasmpool.Effort;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An instance that begins with the state of another one answers as that one does and
 * leaves alike memory, globals and size, whatever was done before and afterwards; one
 * that was put back to such a state in place does so, too. Among the guests are those
 * with active and passive segments, segments at computed offsets, memory that grows while
 * it is initialised, and an {@code _initialize} that would be noticed if it ran twice;
 * among the steps are {@code memory.init} and growth. Run with
 * {@code -Dwasmpool.test.snapshots=10000} for as many snapshots of each guest, and with
 * another {@code wasmpool.test.seed} for others.
 */
class SnapshotPropertyTests {

	private static final int SNAPSHOTS = Integer.getInteger("wasmpool.test.snapshots", Effort.of(12, 400));

	private static final long SEED = Long.getLong("wasmpool.test.seed", 18);

	/** So many loans of each snapshot that end anyhow, before one that is compared. */
	private static final int LOANS = 6;

	private static final int STEPS = 8;

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@ParameterizedTest
	@EnumSource
	void whatBeginsThereGoesOnAlike(StatefulGuest guest) {
		Random random = new Random(SEED + guest.name().hashCode());
		int taken = 0;
		try (WasmModule module = guest.moduleOfNumbers(this.runtime)) {
			for (int i = 0; i < SNAPSHOTS; i++) {
				List<GuestStep> warmUp = steps(random);
				String known = guest + ", seed " + SEED + ", snapshot " + i + " after " + warmUp;
				if (failsIn(guest, module, warmUp)) {
					assertThatExceptionOfType(WasmModuleException.class).as(known)
						.isThrownBy(() -> module.snapshot((instance) -> perform(guest, instance, warmUp)))
						.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.SNAPSHOT));
					continue;
				}
				taken++;
				try (WasmModule snapshot = module.snapshot((instance) -> perform(guest, instance, warmUp))) {
					compareNew(guest, module, snapshot, warmUp, steps(random), known);
					comparePooled(guest, module, snapshot, warmUp, random, known);
				}
			}
		}
		assertThat(taken).isGreaterThan(SNAPSHOTS / 8);
	}

	@ParameterizedTest
	@EnumSource
	void whatFollowsToAnotherStateGoesOnAlike(StatefulGuest guest) {
		Random random = new Random(SEED + guest.name().hashCode());
		int seeds = 0;
		try (WasmModule module = guest.moduleOfNumbers(this.runtime);
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			for (int i = 0; i < SNAPSHOTS; i++) {
				List<GuestStep> warmUp = steps(random);
				if (failsIn(guest, module, warmUp)) {
					continue;
				}
				pool.reseed((instance) -> perform(guest, instance, warmUp));
				seeds++;
				String known = guest + ", seed " + SEED + ", state " + i + " after " + warmUp;
				for (int loan = random.nextInt(3); loan >= 0; loan--) {
					try (WasmInstance followed = pool.acquire(); WasmInstance original = module.instantiate()) {
						perform(guest, original, warmUp);
						Alike.inAll(guest, followed, original, steps(random), known);
					}
				}
				// Leave one that can follow, where a trap left none
				pool.useInstance((instance) -> steps(random));
			}
			assertThat(seeds).isGreaterThan(SNAPSHOTS / 8);
			assertThat(pool.counters().retired().get(RetirementReason.GENERATION)).as("of " + seeds + " states")
				.isLessThan(seeds - 1);
		}
	}

	private static boolean failsIn(StatefulGuest guest, WasmModule module, List<GuestStep> warmUp) {
		try (WasmInstance instance = module.instantiate()) {
			perform(guest, instance, warmUp);
			return !instance.isHealthy();
		}
	}

	private static void compareNew(StatefulGuest guest, WasmModule module, WasmModule snapshot, List<GuestStep> warmUp,
			List<GuestStep> steps, String known) {
		try (WasmInstance begun = snapshot.instantiate(); WasmInstance original = module.instantiate()) {
			perform(guest, original, warmUp);
			Alike.inAll(guest, begun, original, steps, known);
		}
	}

	private void comparePooled(StatefulGuest guest, WasmModule module, WasmModule snapshot, List<GuestStep> warmUp,
			Random random, String known) {
		try (WasmPool pool = this.runtime.pool(snapshot).size(1).build()) {
			for (int i = 0; i < LOANS; i++) {
				List<GuestStep> before = steps(random);
				pool.useInstance((instance) -> perform(guest, instance, before));
			}
			try (WasmInstance restored = pool.acquire(); WasmInstance original = module.instantiate()) {
				perform(guest, original, warmUp);
				Alike.inAll(guest, restored, original, steps(random), known);
			}
		}
	}

	private static void perform(StatefulGuest guest, WasmInstance instance, List<GuestStep> steps) {
		steps.forEach((step) -> step.perform(guest, instance));
	}

	private static List<GuestStep> steps(Random random) {
		List<GuestStep> steps = new ArrayList<>();
		int count = random.nextInt(STEPS);
		for (int i = 0; i < count; i++) {
			steps.add(GuestStep.random(random));
		}
		return steps;
	}

}
