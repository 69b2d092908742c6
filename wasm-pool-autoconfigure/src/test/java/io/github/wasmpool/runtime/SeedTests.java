package io.github.wasmpool.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.VersionedGuest;
import io.github.wasmpool.VersionedGuest.Halves;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolSwapFailedEvent;
import io.github.wasmpool.WasmPoolSwappedEvent;
import io.github.wasmpool.WasmPoolSwappedEvent.Kind;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmReplacementException.Step;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.WasmSwapListener;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * New state for a living pool.
 */
class SeedTests {

	private final WasmRuntime runtime = newRuntime();

	private final List<Object> events = new ArrayList<>();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	/**
	 * Make the runtime; another class runs these tests with another one.
	 */
	WasmRuntime newRuntime() {
		return new WasmtimeRuntime();
	}

	private WasmPoolBuilder builder(WasmModule module) {
		return this.runtime.pool(module).name("orders").size(2).swapListener(new WasmSwapListener() {

			@Override
			public void swapped(WasmPoolSwappedEvent event) {
				SeedTests.this.events.add(event);
			}

			@Override
			public void failed(WasmPoolSwapFailedEvent event) {
				SeedTests.this.events.add(event);
			}

		});
	}

	private WasmPool pool() {
		try (WasmModule module = this.runtime.module(VersionedGuest.of(1)).name("guest").build()) {
			return builder(module).build();
		}
	}

	private static void seed(WasmPool pool, int value) {
		pool.reseed((instance) -> {
			assertThat(instance.callInt("touch")).as("a seed begins in the state of the code").isEqualTo(1);
			assertThat(instance.callInt("peek")).isZero();
			instance.callVoid("poke", value);
		});
	}

	/**
	 * A loan begins where the seed ended, and leaves its traces.
	 */
	private static void assertSeeded(WasmPool pool, int value) {
		for (int i = 0; i < 5; i++) {
			pool.useInstance((instance) -> {
				assertThat(instance.callInt("peek")).isEqualTo(value);
				assertThat(instance.callInt("touch")).isEqualTo(2);
				assertThat(instance.callInt("left")).isEqualTo(1);
				instance.callVoid("poke", 999);
			});
		}
	}

	@Test
	void laterLoansBeginWhereTheWorkEnded() {
		try (WasmPool pool = pool()) {
			pool.prefill();
			seed(pool, 10);
			assertSeeded(pool, 10);
			seed(pool, 20);
			assertSeeded(pool, 20);
			assertThat(pool.counters().generation()).isEqualTo(3);
			assertThat(pool.counters().restored()).as("put back in place, to the state of the generation").isPositive();
			assertThat(pool.counters().retired()).containsEntry(RetirementReason.NOT_RESTORABLE, 0L);
			assertThat(this.events).extracting((event) -> ((WasmPoolSwappedEvent) event).kind())
				.containsExactly(Kind.SEEDED, Kind.SEEDED);
		}
	}

	@Test
	void instancesGoOverToTheNextStateInPlace() {
		try (WasmPool pool = pool()) {
			seed(pool, 10);
			pool.prefill();
			WasmPoolContractTests.awaitIdle(pool, 2);
			long made = pool.counters().created();
			for (int value = 20; value < 26; value++) {
				seed(pool, value);
				assertSeeded(pool, value);
			}
			try (WasmInstance onLoan = pool.acquire()) {
				assertThat(onLoan.callInt("touch")).isEqualTo(2);
				seed(pool, 30);
				assertThat(onLoan.callInt("peek")).isEqualTo(25);
			}
			assertSeeded(pool, 30);
			assertThat(pool.counters().created()).isEqualTo(made);
		}
	}

	@Test
	void instancesOfManyStatesGoOverAndAreReplacedInTheEnd() {
		byte[] guest = VersionedGuest.with(1, "(func (export \"fail\") (unreachable))");
		Random random = new Random(18);
		try (WasmModule module = this.runtime.module(guest).build();
				WasmPool pool = builder(module).size(8).minIdle(8).build()) {
			for (int value = 1; value < 24; value++) {
				seed(pool, value);
				WasmPoolContractTests.awaitIdle(pool, 8);
				// Whoever comes in the place of the one that fails was made for this
				// state
				int failing = random.nextInt(8);
				List<WasmInstance> all = Stream.generate(pool::acquire).limit(8).toList();
				assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> all.get(failing).callVoid("fail"));
				all.forEach(WasmInstance::close);
				assertSeeded(pool, value);
			}
			WasmPoolContractTests.awaitIdle(pool, 8);
			assertThat(pool.counters().retired().get(RetirementReason.GENERATION)).as("states are left by four")
				.isBetween(1L, 92L);
		}
	}

	@Test
	void oneThatGoesOverHasTheTimeLimitOfItsLoan() {
		byte[] guest = VersionedGuest.with(1, "(func (export \"spin\") (loop (br 0)))");
		try (WasmModule module = this.runtime.module(guest).executionTimeout(Duration.ofMillis(50)).build();
				WasmPool pool = builder(module).size(1).build()) {
			seed(pool, 10);
			assertSeeded(pool, 10);
			seed(pool, 20);
			assertThatExceptionOfType(WasmExecutionTimeoutException.class).isThrownBy(() -> pool.callVoid("spin"));
			seed(pool, 30);
			assertSeeded(pool, 30);
		}
	}

	@Test
	void oneThatWouldHaveToOwnFarMoreThanALoanWritesIsReplaced() {
		byte[] guest = Wat.compile("""
				(module
					(memory (export "memory") 41)
					(func (export "fill") (param i32)
						(memory.fill (i32.const 65536) (local.get 0) (i32.const 2621440))))
				""");
		try (WasmModule module = this.runtime.module(guest).build(); WasmPool pool = builder(module).size(1).build()) {
			for (int value = 1; value < 5; value++) {
				int filled = value;
				pool.reseed((instance) -> instance.callVoid("fill", filled));
				pool.useInstance((instance) -> {
					assertThat(instance.memory().readByte(65_535)).isZero();
					assertThat(instance.memory().readByte(65_536)).isEqualTo((byte) filled);
					assertThat(instance.memory().readByte(2_686_975)).isEqualTo((byte) filled);
				});
			}
			assertThat(pool.counters().retired()).containsEntry(RetirementReason.GENERATION, 3L);
		}
	}

	@Test
	void oneWhoseMemoryHasAnotherSizeIsReplaced() {
		byte[] guest = VersionedGuest.with(1, "(func (export \"grow\") (drop (memory.grow (i32.const 1))))"
				+ " (func (export \"size\") (result i32) (memory.size))");
		try (WasmModule module = this.runtime.module(guest).build(); WasmPool pool = builder(module).size(1).build()) {
			for (int pages : new int[] { 2, 1, 1, 2 }) {
				pool.reseed((instance) -> {
					if (pages > 1) {
						instance.callVoid("grow");
					}
				});
				assertThat(pool.callInt("size")).isEqualTo(pages);
				pool.useInstance((instance) -> assertThat(instance.memory().size()).isEqualTo(pages * 65_536L));
			}
			assertThat(pool.counters().retired()).containsEntry(RetirementReason.GENERATION, 2L);
		}
	}

	@Test
	void clientsFindTheBufferOfTheStateForTheirArguments() {
		byte[] guest = Wat.compile("""
				(module
					(memory (export "memory") 1)
					(global $next (mut i32) (i32.const 1024))
					(func (export "malloc") (param i32) (result i32)
						(global.get $next) (global.set $next (i32.add (global.get $next) (local.get 0))))
					(func (export "free") (param i32))
					(func (export "first") (param i32 i32) (result i32) (i32.load8_u (local.get 0))))
				""");
		try (WasmModule module = this.runtime.module(guest).build();
				WasmPool pool = builder(module).size(1).abi(AbiOptions.DEFAULTS.withKeepBuffer(64)).build()) {
			First first = pool.client(First.class);
			for (int seed = 1; seed < 5; seed++) {
				int length = 1_000 / seed;
				pool.reseed((instance) -> {
					int at = instance.callInt("malloc", length);
					instance.memory().fill(at, length, (byte) 7);
				});
				pool.useInstance((instance) -> {
					assertThat(instance.client(First.class).first(new byte[] { 9, 9, 9 })).isEqualTo(9);
					assertThat(instance.memory().read(1_024 + 64, length)).containsOnly(7);
				});
				assertThat(first.first(new byte[] { 8 })).isEqualTo(8);
			}
		}
	}

	/**
	 * Passes bytes.
	 */
	interface First {

		int first(byte[] bytes);

	}

	@Test
	void warmInstancesBeginThereToo() {
		try (WasmModule module = this.runtime.module(VersionedGuest.of(1)).build();
				WasmPool pool = builder(module).reset(ResetPolicy.WARM).size(1).build()) {
			seed(pool, 10);
			assertThat(pool.callInt("peek")).isEqualTo(10);
			pool.callVoid("poke", 11);
			assertThat(pool.callInt("peek")).isEqualTo(11);
		}
	}

	@Test
	void aLoanUnderWayAndACoordinatorKeepTheirState() {
		try (WasmPool pool = pool()) {
			seed(pool, 10);
			try (WasmInstance old = pool.acquire(); WasmCoordinator coordinator = pool.coordinator(1)) {
				seed(pool, 20);
				assertThat(old.callInt("peek")).isEqualTo(10);
				assertThat(coordinator.broadcast((instance) -> {
					int seen = instance.callInt("peek");
					instance.close();
					return seen;
				})).containsExactly(10);
				assertThat(coordinator.broadcast((instance) -> instance.callInt("peek"))).containsExactly(10);
			}
			assertSeeded(pool, 20);
		}
	}

	@Test
	void newCodeBeginsInItsOwnState() {
		try (WasmPool pool = pool()) {
			seed(pool, 10);
			pool.replace(VersionedGuest.of(2));
			pool.useInstance((instance) -> {
				assertThat(instance.callInt("left")).isEqualTo(2);
				assertThat(instance.callInt("peek")).isZero();
				assertThat(instance.callInt("touch")).isEqualTo(1);
			});
			seed(pool, 30);
			assertThat(pool.callInt("peek")).isEqualTo(30);
			assertThat(pool.callInt("left")).isEqualTo(2);
		}
	}

	@Test
	void aSeedBeginsAfterTheInitializerAndTheSnapshot() {
		byte[] guest = VersionedGuest.with(1, "(func (export \"begin\") (global.set $touched (i32.const 10)))");
		try (WasmModule module = this.runtime.module(guest).initialize("begin").build();
				WasmPool pool = builder(module).snapshot((instance) -> instance.callVoid("poke", 5)).build()) {
			pool.useInstance((instance) -> {
				assertThat(instance.callInt("peek")).isEqualTo(5);
				assertThat(instance.callInt("touch")).isEqualTo(11);
			});
			for (int seed = 0; seed < 2; seed++) {
				pool.reseed((instance) -> {
					assertThat(instance.callInt("peek")).isEqualTo(5);
					assertThat(instance.callInt("touch")).isEqualTo(11);
					instance.callVoid("poke", 6);
				});
				pool.useInstance((instance) -> {
					assertThat(instance.callInt("peek")).isEqualTo(6);
					assertThat(instance.callInt("touch")).isEqualTo(12);
				});
			}
			pool.replace(VersionedGuest.with(2, "(func (export \"begin\") (global.set $touched (i32.const 20)))"));
			pool.useInstance((instance) -> {
				assertThat(instance.callInt("peek")).isEqualTo(5);
				assertThat(instance.callInt("touch")).isEqualTo(21);
			});
		}
	}

	@Test
	void aModuleOfASeededPoolBeginsThere() {
		try (WasmPool pool = pool()) {
			seed(pool, 10);
			try (WasmInstance alone = pool.module().instantiate()) {
				assertThat(alone.callInt("peek")).isEqualTo(10);
			}
		}
	}

	@Test
	void whatTheWorkThrowsChangesNothing() {
		try (WasmPool pool = pool()) {
			seed(pool, 10);
			IOException checked = new IOException("no configuration");
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> pool.reseed((instance) -> {
				instance.callVoid("poke", 20);
				throw checked;
			})).isSameAs(checked);
			assertThat(pool.swapFailure()).hasValue(checked.toString());
			assertSeeded(pool, 10);
			assertThat(pool.counters().generation()).isEqualTo(2);
			assertThat(this.events.get(1)).isEqualTo(new WasmPoolSwapFailedEvent("orders", checked));
		}
	}

	@Test
	void aGuestThatFailedIsNoSeedEvenIfTheWorkGoesOn() {
		byte[] guest = VersionedGuest.with(1, "(func (export \"fail\") (unreachable))");
		try (WasmModule module = this.runtime.module(guest).build(); WasmPool pool = builder(module).build()) {
			assertThatExceptionOfType(WasmReplacementException.class).isThrownBy(() -> pool.reseed((instance) -> {
				assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> instance.callVoid("fail"));
			})).satisfies((ex) -> assertThat(ex.getStep()).isEqualTo(Step.INITIALIZE));
			assertThat(pool.counters().generation()).isEqualTo(1);
		}
	}

	@Test
	void theTimeLimitOfInitialisationHolds() {
		byte[] guest = VersionedGuest.with(1, "(func (export \"spin\") (loop (br 0)))");
		try (WasmModule module = this.runtime.module(guest)
			.initializationTimeout(Duration.ofMillis(200))
			.executionTimeout(Duration.ofMinutes(10))
			.build(); WasmPool pool = builder(module).build()) {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> pool.reseed((instance) -> instance.callVoid("spin")));
		}
	}

	@Test
	void aStateThatCannotBeCarriedIsRefusedWithTheReason() {
		try (WasmModule module = this.runtime.module(Wat.compile(Wat.STATE)).build();
				WasmPool pool = builder(module).build()) {
			assertThatExceptionOfType(WasmReplacementException.class)
				.isThrownBy(() -> pool.reseed((instance) -> instance.callVoid("swap")))
				.withMessageContaining("table")
				.withCauseInstanceOf(WasmModuleException.class)
				.satisfies((ex) -> assertThat(ex.getStep()).isEqualTo(Step.INITIALIZE));
		}
	}

	@Test
	void theHostMayBeCalled() {
		byte[] guest = VersionedGuest.importing(1,
				"(import \"env\" \"value\" (func $value (result i32))) (func (export \"load\") (i32.store (i32.const 1000) (call $value)))");
		List<Integer> calls = new ArrayList<>();
		try (WasmModule module = this.runtime.module(guest).build();
				WasmPool pool = builder(module).hostFunctions(HostFunction.of("env", "value", (caller, args) -> {
					calls.add(1);
					return 77;
				})).build()) {
			pool.reseed((instance) -> instance.callVoid("load"));
			for (int i = 0; i < 10; i++) {
				assertThat(pool.callInt("peek")).isEqualTo(77);
			}
			assertThat(calls).hasSize(1);
			assertThat(pool.counters().calls().values()).as("a seed counts no calls")
				.satisfies((all) -> assertThat(all.stream().mapToLong(Long::longValue).sum()).isEqualTo(10));
		}
	}

	@Test
	void clientsServeTheSeed() {
		try (WasmPool pool = pool()) {
			Halves halves = pool.client(Halves.class);
			AtomicReference<Integer> left = new AtomicReference<>();
			pool.reseed((instance) -> left.set(instance.client(Halves.class).left()));
			assertThat(left.get()).isEqualTo(1);
			assertThat(halves.right()).isEqualTo(VersionedGuest.right(1));
		}
	}

	@Test
	void whatTheWorkKeepsIsOfNoUse() {
		try (WasmPool pool = pool()) {
			AtomicReference<WasmInstance> kept = new AtomicReference<>();
			pool.reseed(kept::set);
			assertThatIllegalStateException().isThrownBy(() -> kept.get().callInt("peek"));
		}
	}

	@Test
	void theWorkCanBorrowButNotSeed() {
		try (WasmPool pool = pool()) {
			pool.reseed((instance) -> {
				assertThat(pool.callInt("peek")).isZero();
				assertThatIllegalStateException().isThrownBy(() -> seed(pool, 1));
				instance.callVoid("poke", 3);
			});
			assertThat(pool.callInt("peek")).isEqualTo(3);
		}
	}

	@Test
	void aPoolThatTheWorkClosesIsClosed() {
		WasmPool pool = pool();
		assertThatExceptionOfType(WasmPoolClosedException.class)
			.isThrownBy(() -> pool.reseed((instance) -> pool.close()));
		assertThat(pool.stats().live()).isZero();
	}

	@Test
	void poolsWithASharedMemoryRefuse() {
		try (WasmModule shared = this.runtime.module(SharedGuests.guest()).sharedMemory(true).build();
				WasmPool pool = this.runtime.pool(shared).name("orders").size(1).build()) {
			assertThatIllegalStateException().isThrownBy(() -> pool.reseed((instance) -> {
			})).withMessageContaining("'memory.shared'");
		}
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsLeftBehind(ResetPolicy reset) {
		NativeMemory before = NativeMemory.now();
		try (WasmModule module = this.runtime.module(VersionedGuest.of(1)).build();
				WasmPool pool = builder(module).reset(reset).build()) {
			for (int i = 1; i < 30; i++) {
				seed(pool, i);
				assertThat(pool.callInt("peek")).isEqualTo(i);
			}
		}
		Awaitility.await().untilAsserted(() -> assertThat(NativeMemory.now()).isEqualTo(before));
	}

	@Test
	void aGenerationThatAForgottenLoanHoldsIsFreedWhenThatIsRecovered() throws Exception {
		try (WasmPool pool = pool()) {
			seed(pool, 1);
			WasmModule seeded = pool.module();
			Thread forgetful = new Thread(() -> assertThat(pool.acquire().callInt("peek")).isEqualTo(1));
			forgetful.start();
			forgetful.join();
			seed(pool, 2);
			try (WasmInstance alone = seeded.instantiate()) {
				assertThat(alone.callInt("peek")).as("the forgotten loan keeps it").isEqualTo(1);
			}
			Awaitility.await().untilAsserted(() -> {
				System.gc();
				assertThat(pool.counters().retired()).containsEntry(RetirementReason.LEAK, 1L);
				assertThatIllegalStateException().isThrownBy(seeded::instantiate);
			});
			assertSeeded(pool, 2);
		}
	}

}
