package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.VersionedGuest;
import io.github.wasmpool.VersionedGuest.Halves;
import io.github.wasmpool.WasmClientException;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolSwapFailedEvent;
import io.github.wasmpool.WasmPoolSwappedEvent;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmReplacementException.Step;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.WasmSwapListener;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.ModuleSource;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.type.MemoryLimits;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * New code for a living pool.
 */
class ReplacementTests {

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

	private WasmModule module(int version) {
		return this.runtime.module(VersionedGuest.of(version)).name("guest").build();
	}

	private WasmPool pool(UnaryOperator<WasmPoolBuilder> settings) {
		try (WasmModule first = module(1)) {
			return settings.apply(builder(first)).build();
		}
	}

	private WasmPoolBuilder builder(WasmModule module) {
		return this.runtime.pool(module).name("orders").size(2).swapListener(new WasmSwapListener() {

			@Override
			public void swapped(WasmPoolSwappedEvent event) {
				ReplacementTests.this.events.add(event);
			}

			@Override
			public void failed(WasmPoolSwapFailedEvent event) {
				ReplacementTests.this.events.add(event);
			}

		});
	}

	private WasmPool pool() {
		return pool((builder) -> builder);
	}

	private static void assertServes(WasmPool pool, int version) {
		pool.useInstance((instance) -> {
			assertThat(instance.callInt("left")).isEqualTo(version);
			assertThat(instance.callInt("right")).isEqualTo(VersionedGuest.right(version));
		});
	}

	private static void assertRefused(WasmPool pool, Step step, ThrowingCallable replacement, String... message) {
		long generation = pool.counters().generation();
		WasmModule module = pool.module();
		assertThatExceptionOfType(WasmReplacementException.class).isThrownBy(replacement).satisfies((ex) -> {
			assertThat(ex.getStep()).isEqualTo(step);
			assertThat(ex.getPool()).isEqualTo("orders");
			assertThat(ex.getCause()).isNotNull();
			assertThat(List.of(message)).allSatisfy((part) -> assertThat(ex).hasMessageContaining(part));
		});
		assertThat(pool.counters().generation()).isEqualTo(generation);
		assertThat(pool.module()).isSameAs(module);
		assertThat(pool.swapFailure()).isPresent();
		assertServes(pool, 1);
	}

	@ParameterizedTest
	@EnumSource
	void laterLoansRunTheNewCode(ResetPolicy reset) {
		try (WasmModule first = module(1);
				WasmPool pool = builder(first).reset(reset).build();
				WasmModule second = module(2)) {
			pool.prefill();
			assertServes(pool, 1);
			pool.replace(second);
			assertServes(pool, 2);
			pool.replace(VersionedGuest.of(3));
			assertServes(pool, 3);
			assertThat(pool.counters().generation()).isEqualTo(3);
			assertThat(pool.module().name()).isEqualTo("guest");
			assertThat(pool.swapFailure()).isEmpty();
		}
	}

	@Test
	void aLoanUnderWayFinishesWithTheOldCode() {
		try (WasmPool pool = pool(); WasmModule second = module(2)) {
			pool.prefill();
			try (WasmInstance old = pool.acquire()) {
				pool.replace(second);
				assertThat(old.callInt("left")).isEqualTo(1);
				assertServes(pool, 2);
				assertThat(old.callInt("right")).isEqualTo(VersionedGuest.right(1));
				assertThat(pool.stats().live()).isLessThanOrEqualTo(2);
			}
			assertServes(pool, 2);
			// Each is counted when somebody has it in hand to free it
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(pool.counters().retired()).containsEntry(RetirementReason.GENERATION, 2L));
		}
	}

	@Test
	void loansOfTheNewCodeAreFreshAndPutBackInPlace() {
		try (WasmPool pool = pool()) {
			pool.replace(VersionedGuest.of(2));
			for (int i = 0; i < 50; i++) {
				pool.useInstance((instance) -> {
					assertThat(instance.callInt("touch")).isEqualTo(1);
					assertThat(instance.callInt("peek")).isZero();
					instance.callVoid("poke", 7);
				});
			}
			assertThat(pool.counters().restored()).isPositive();
		}
	}

	@Test
	void theModuleIsTheCallersAndThatOfThePoolIsThePools() {
		WasmModule second = module(2);
		try (WasmPool pool = pool()) {
			WasmModule before = pool.module();
			pool.replace(second);
			second.close();
			second.close();
			pool.module().close();
			assertServes(pool, 2);
			assertThat(pool.module()).isNotSameAs(before).isSameAs(pool.module());
			try (WasmInstance alone = pool.module().instantiate()) {
				assertThat(alone.callInt("left")).isEqualTo(2);
			}
			Awaitility.await()
				.untilAsserted(() -> assertThatIllegalStateException().isThrownBy(before::instantiate)
					.withMessage("Module 'guest' is closed"));
		}
	}

	@Test
	void aModuleOfAPoolCanReplaceThatOfAnother() {
		try (WasmPool pool = pool();
				WasmModule second = module(2);
				WasmPool other = this.runtime.pool(second).name("other").size(1).build()) {
			pool.replace(other.module());
			assertServes(pool, 2);
		}
	}

	@Test
	void hostFunctionsAreLookedUpAnew() {
		List<String> asked = new ArrayList<>();
		try (WasmPool pool = pool((builder) -> builder.hostFunctionSource((module) -> {
			asked.add(module.imports().toString());
			return List.of(HostFunction.of("env", "answer", (caller, args) -> 42));
		}))) {
			assertServes(pool, 1);
			pool.replace(VersionedGuest.importing(2,
					"(import \"env\" \"answer\" (func $f (result i32))) (func (export \"answer\") (result i32) (call $f))"));
			assertThat(pool.callInt("answer")).isEqualTo(42);
			assertThat(asked).hasSize(1);
			assertRefusedOnly(Step.LINK,
					() -> pool.replace(VersionedGuest.importing(3, "(import \"env\" \"other\" (func))")));
			assertThat(pool.callInt("answer")).isEqualTo(42);
		}
	}

	private static void assertRefusedOnly(Step step, ThrowingCallable replacement) {
		assertThatExceptionOfType(WasmReplacementException.class).isThrownBy(replacement)
			.satisfies((ex) -> assertThat(ex.getStep()).isEqualTo(step));
	}

	@Test
	void aClientOfThePoolFollowsTheCode() {
		try (WasmPool pool = pool()) {
			Halves halves = pool.client(Halves.class);
			assertThat(halves.left()).isEqualTo(1);
			pool.replace(VersionedGuest.of(2));
			assertThat(halves.left()).isEqualTo(2);
			assertThat(halves.right()).isEqualTo(VersionedGuest.right(2));
		}
	}

	@Test
	void aClientFollowsCodeThatPassesTextInAnotherWay() {
		try (WasmModule first = this.runtime.module(TextOf.plain()).build();
				WasmPool pool = builder(first).abi(AbiOptions.DEFAULTS).build()) {
			LengthOf client = pool.client(LengthOf.class);
			assertThat(client.length("four")).isEqualTo(4);
			pool.replace(TextOf.managed());
			assertThat(client.length("four")).isEqualTo(2_000_004);
		}
	}

	@Test
	void codeThatDoesNotFitAClientInUseIsRefused() {
		try (WasmPool pool = pool()) {
			pool.useInstance((instance) -> assertThat(instance.client(Touch.class).touch()).isEqualTo(1));
			assertThatExceptionOfType(WasmClientException.class).isThrownBy(() -> pool.client(Unfit.class));
			byte[] without = VersionedGuest.with(2, "");
			pool.client(Halves.class);
			assertRefused(pool, Step.CLIENT,
					() -> pool.replace(Wat.compile("(module (func (export \"left\") (result i32) (i32.const 2)))")),
					"the module exports no function");
			pool.replace(without);
			assertServes(pool, 2);
		}
	}

	@Test
	void whatTheEngineRefusesIsRefused() {
		try (WasmPool pool = pool()) {
			assertRefused(pool, Step.COMPILE, () -> pool.replace(VersionedGuest.invalid()),
					"was refused by the engine");
			assertRefused(pool, Step.COMPILE, () -> pool.replace("no module".getBytes(StandardCharsets.UTF_8)));
			assertRefused(pool, Step.COMPILE, () -> pool.replace(new byte[0]));
		}
	}

	@Test
	void importsThatNobodyProvidesAreRefused() {
		try (WasmPool pool = pool()) {
			assertRefused(pool, Step.LINK,
					() -> pool.replace(VersionedGuest.importing(2, "(import \"env\" \"gone\" (func))")), "env.gone");
			assertRefused(pool, Step.LINK,
					() -> pool.replace(VersionedGuest.importing(2, "(import \"env\" \"global\" (global i32))")));
		}
	}

	@Test
	void aModuleBeyondTheCeilingIsRefused() {
		try (WasmModule small = this.runtime.module(VersionedGuest.of(1)).memory(MemoryLimits.of(1, 2)).build();
				WasmPool pool = builder(small).build()) {
			byte[] large = Wat.compile("(module (memory (export \"memory\") 3))");
			assertRefused(pool, Step.LIMITS, () -> pool.replace(large), "memory.max-pages");
			pool.replace(VersionedGuest.of(2));
			assertThat(pool.module().memory().orElseThrow().maxPages()).isEqualTo(2);
		}
	}

	@Test
	void aGuestThatCannotBeginIsRefused() {
		try (WasmModule first = this.runtime.module(VersionedGuest.of(1))
			.initializationTimeout(Duration.ofMillis(200))
			.build(); WasmPool pool = builder(first).build()) {
			assertRefused(pool, Step.INITIALIZE,
					() -> pool.replace(VersionedGuest.with(2, "(func $trap (unreachable)) (start $trap)")),
					"unreachable");
			assertRefused(pool, Step.INITIALIZE,
					() -> pool.replace(VersionedGuest.with(2, "(func $loop (loop (br 0))) (start $loop)")));
		}
	}

	@Test
	void theInitializerOfTheModuleIsCalledInTheNewCodeToo() {
		byte[] initialised = VersionedGuest.with(1, "(func (export \"begin\") (global.set $touched (i32.const 10)))");
		try (WasmModule first = this.runtime.module(initialised).initialize("begin").build();
				WasmPool pool = builder(first).build()) {
			assertThat(pool.callInt("touch")).isEqualTo(11);
			assertRefused(pool, Step.INITIALIZE, () -> pool.replace(VersionedGuest.of(2)), "'initialize'", "'begin'");
			pool.replace(VersionedGuest.with(2, "(func (export \"begin\") (global.set $touched (i32.const 20)))"));
			assertThat(pool.callInt("touch")).isEqualTo(21);
			try (WasmModule plain = module(3)) {
				assertRefusedOnly(Step.INITIALIZE, () -> pool.replace(plain));
			}
			try (WasmModule plain = this.runtime
				.module(VersionedGuest.with(3, "(func (export \"begin\") (global.set $touched (i32.const 30)))"))
				.build()) {
				pool.replace(plain);
			}
			assertThat(pool.callInt("touch")).isEqualTo(31);
		}
	}

	@Test
	void aNewInstanceIsTriedByTheValidator() {
		try (WasmModule first = module(1);
				WasmPool pool = builder(first).validatorIfWarm((instance) -> instance.callInt("left") < 3).build()) {
			pool.replace(VersionedGuest.of(2));
			assertRefusedOnly(Step.INITIALIZE, () -> pool.replace(VersionedGuest.of(3)));
			assertServes(pool, 2);
		}
	}

	@Test
	void anotherDigestThanThePinnedOneIsRefused() {
		byte[] binary = VersionedGuest.of(1);
		String digest = ModuleSource.sha256(binary);
		try (WasmModule pinned = this.runtime.module(binary).sha256(digest.toUpperCase(Locale.ROOT)).build();
				WasmPool pool = builder(pinned).build();
				WasmModule second = module(2)) {
			assertThat(pinned.sha256()).isEqualTo(digest);
			assertRefused(pool, Step.DIGEST, () -> pool.replace(VersionedGuest.of(2)), "module-sha256", digest);
			assertRefused(pool, Step.DIGEST, () -> pool.replace(second), "module-sha256", digest);
			try (WasmModule same = this.runtime.module(binary).build()) {
				pool.replace(same);
			}
			pool.replace(binary);
			assertRefused(pool, Step.DIGEST, () -> pool.replace(second), "module-sha256", digest);
			try (WasmModule ownDigest = this.runtime.module(VersionedGuest.of(2)).sha256(second.sha256()).build()) {
				pool.replace(ownDigest);
			}
			assertRefusedOnly(Step.DIGEST, () -> pool.replace(binary));
			assertServes(pool, 2);
		}
		assertThatExceptionOfType(WasmModuleException.class)
			.isThrownBy(() -> this.runtime.module(VersionedGuest.of(2)).sha256(digest).build())
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.DIGEST));
	}

	@Test
	void aModuleThatIsClosedOrOfAnotherRuntimeIsRefused() {
		try (WasmPool pool = pool();
				WasmRuntime another = newRuntime();
				WasmModule foreign = another.module(VersionedGuest.of(2)).build()) {
			WasmModule closed = module(2);
			closed.close();
			assertRefused(pool, Step.COMPILE, () -> pool.replace(closed), "is closed");
			assertRefused(pool, Step.COMPILE, () -> pool.replace(foreign), "belongs to another runtime");
		}
	}

	@Test
	void aModuleThatWasCompiledAgainstTheSettingsOfThePoolIsRefused() {
		try (WasmModule first = module(1);
				WasmPool pool = builder(first).reset(ResetPolicy.WARM).resetExport("touch").build();
				WasmModule endless = this.runtime.module(VersionedGuest.of(2)).interruptible(false).build();
				WasmModule shared = this.runtime.module(SharedGuests.guest()).sharedMemory(true).build()) {
			assertRefused(pool, Step.LIMITS, () -> pool.replace(endless), "'interruptible'");
			assertRefused(pool, Step.LIMITS, () -> pool.replace(shared), "'memory.shared'");
			assertRefused(pool, Step.LIMITS, () -> pool.replace(Wat.compile("(module)")), "'reset-export'");
		}
	}

	@Test
	void poolsWithASharedMemoryRefuse() {
		byte[] binary = SharedGuests.guest();
		try (WasmModule shared = this.runtime.module(binary).sharedMemory(true).build();
				WasmPool pool = this.runtime.pool(shared).name("orders").size(1).build()) {
			assertThatIllegalStateException().isThrownBy(() -> pool.replace(binary))
				.withMessageContaining("'memory.shared'");
		}
	}

	@Test
	void aCoordinatorKeepsItsCode() {
		try (WasmPool pool = pool()) {
			try (WasmCoordinator coordinator = pool.coordinator(2)) {
				pool.replace(VersionedGuest.of(2));
				for (int i = 0; i < 2; i++) {
					List<Integer> versions = coordinator.broadcast((instance) -> instance.callInt("left"));
					assertThat(versions).containsExactly(1, 1);
					coordinator.broadcast((instance) -> {
						// A loan that ended, and is replaced by one of the same code
						instance.close();
						return true;
					});
				}
			}
			assertServes(pool, 2);
		}
	}

	@Test
	void aCoordinatorThatLostAllItsInstancesGetsMoreOfItsCode() {
		AtomicBoolean fails = new AtomicBoolean();
		HostFunction ready = HostFunction.of("env", "ready", (caller, args) -> {
			if (fails.get()) {
				throw new IllegalStateException("not ready");
			}
			return null;
		});
		try (WasmModule first = this.runtime
			.module(VersionedGuest.importing(1, "(import \"env\" \"ready\" (func $ready)) (start $ready)"))
			.hostFunctions(ready)
			.build(); WasmPool pool = builder(first).build()) {
			try (WasmCoordinator coordinator = pool.coordinator(2)) {
				pool.replace(VersionedGuest.of(2));
				fails.set(true);
				coordinator.broadcast((instance) -> {
					instance.close();
					return true;
				});
				for (int i = 0; i < 3; i++) {
					assertThatExceptionOfType(WasmInstanceCreationException.class)
						.isThrownBy(() -> coordinator.broadcast((instance) -> instance.callInt("left")));
				}
				assertServes(pool, 2);
				fails.set(false);
				assertThat(coordinator.<Integer, RuntimeException>broadcast((instance) -> instance.callInt("left")))
					.containsExactly(1, 1);
			}
			assertServes(pool, 2);
		}
	}

	@Test
	void eachAttemptIsTold() {
		try (WasmPool pool = pool()) {
			byte[] second = VersionedGuest.of(2);
			pool.replace(second);
			assertRefusedOnly(Step.COMPILE, () -> pool.replace(VersionedGuest.invalid()));
			assertThat(pool.swapFailure()).hasValueSatisfying((failure) -> assertThat(failure).contains("engine"));
			pool.replace(VersionedGuest.of(3));
			assertThat(pool.swapFailure()).isEmpty();
			assertThat(this.events).hasSize(3);
			WasmPoolSwappedEvent first = (WasmPoolSwappedEvent) this.events.get(0);
			assertThat(first.pool()).isEqualTo("orders");
			assertThat(first.generation()).isEqualTo(2);
			assertThat(first.sha256()).isEqualTo(ModuleSource.sha256(second));
			assertThat(first.kind()).isEqualTo(WasmPoolSwappedEvent.Kind.REPLACED);
			assertThat(first.took()).isPositive();
			assertThat(this.events.get(1)).isInstanceOfSatisfying(WasmPoolSwapFailedEvent.class,
					(failed) -> assertThat(failed.exception()).isInstanceOf(WasmReplacementException.class));
		}
	}

	@Test
	void attemptsTakeTurnsInTheOrderInWhichTheyCame() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		try (WasmPool pool = pool((builder) -> builder.hostFunctions(waiting(begun, goOn)))) {
			FutureTask<Boolean> first = start(() -> pool.replace(waitingGuest(2)));
			begun.await();
			List<FutureTask<Boolean>> others = new ArrayList<>();
			for (int version = 3; version < 7; version++) {
				int next = version;
				FutureTask<Boolean> task = task(() -> pool.replace(VersionedGuest.of(next)));
				others.add(task);
				Thread thread = new Thread(task);
				thread.start();
				Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
			}
			assertServes(pool, 1);
			goOn.countDown();
			first.get(30, TimeUnit.SECONDS);
			for (FutureTask<Boolean> other : others) {
				other.get(30, TimeUnit.SECONDS);
			}
			assertServes(pool, 6);
			assertThat(this.events).extracting((event) -> ((WasmPoolSwappedEvent) event).sha256())
				.containsExactly(sha256(waitingGuest(2)), sha256(VersionedGuest.of(3)), sha256(VersionedGuest.of(4)),
						sha256(VersionedGuest.of(5)), sha256(VersionedGuest.of(6)));
		}
	}

	@Test
	void closingAbortsWhatIsNotDone() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		WasmPool pool = pool((builder) -> builder.hostFunctions(waiting(begun, goOn)));
		FutureTask<Boolean> first = start(() -> pool.replace(waitingGuest(2)));
		begun.await();
		FutureTask<Boolean> second = start(() -> pool.replace(VersionedGuest.of(3)));
		Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> true);
		pool.close();
		assertThat(failure(second)).isInstanceOf(WasmPoolClosedException.class);
		goOn.countDown();
		assertThat(failure(first)).isInstanceOf(WasmPoolClosedException.class);
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(() -> pool.replace(VersionedGuest.of(4)));
		assertThat(pool.stats().live()).isZero();
	}

	@Test
	void drainingAbortsWhatIsNotDone() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		try (WasmPool pool = pool((builder) -> builder.hostFunctions(waiting(begun, goOn)))) {
			FutureTask<Boolean> first = start(() -> pool.replace(waitingGuest(2)));
			begun.await();
			pool.drain();
			goOn.countDown();
			assertThat(failure(first)).isInstanceOf(WasmReplacementException.class).hasMessageContaining("drained");
			assertServes(pool, 1);
			pool.prefill();
			pool.replace(VersionedGuest.of(3));
			assertServes(pool, 3);
		}
	}

	@Test
	void whatAnAttemptCallsCannotBeginAnother() {
		AtomicReference<WasmPool> self = new AtomicReference<>();
		HostFunction again = HostFunction.of("env", "wait", (caller, args) -> {
			self.get().replace(VersionedGuest.of(9));
			return null;
		});
		try (WasmPool pool = pool((builder) -> builder.hostFunctions(again))) {
			self.set(pool);
			assertRefused(pool, Step.INITIALIZE, () -> pool.replace(waitingGuest(2)));
			assertThat(this.events).hasSize(2).hasOnlyElementsOfType(WasmPoolSwapFailedEvent.class);
		}
	}

	@Test
	void whoIsInterruptedWhileWaitingForItsTurnSaysSo() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		try (WasmPool pool = pool((builder) -> builder.hostFunctions(waiting(begun, goOn)))) {
			FutureTask<Boolean> first = start(() -> pool.replace(waitingGuest(2)));
			begun.await();
			FutureTask<Boolean> second = task(() -> pool.replace(VersionedGuest.of(3)));
			Thread thread = new Thread(second);
			thread.start();
			thread.interrupt();
			assertThat(failure(second)).isInstanceOf(WasmPoolInterruptedException.class);
			goOn.countDown();
			first.get(30, TimeUnit.SECONDS);
			assertServes(pool, 2);
		}
	}

	@Test
	void codeWithoutRoomIsRefused() {
		try (WasmPool pool = pool(); WasmModule second = module(2)) {
			AllOfTheBudget.whileTaken(
					() -> assertRefused(pool, Step.LIMITS, () -> pool.replace(second), "not fit into this process"));
			pool.replace(second);
			assertServes(pool, 2);
		}
	}

	@Test
	void theBudgetIsThatOfTheLargestThatLivesAndAllOfItComesBack() {
		NativeMemory before = NativeMemory.now();
		try (WasmPool pool = pool(
				(builder) -> builder.hostFunctions(HostFunction.of("env", "f", (caller, args) -> null)))) {
			assertServes(pool, 1);
			pool.replace(VersionedGuest.importing(2, "(import \"env\" \"f\" (func))"));
			assertServes(pool, 2);
			pool.replace(VersionedGuest.of(3));
			assertServes(pool, 3);
			assertRefusedOnly(Step.COMPILE, () -> pool.replace(VersionedGuest.invalid()));
		}
		Awaitility.await().untilAsserted(() -> assertThat(NativeMemory.now().budget()).isEqualTo(before.budget()));
	}

	@Test
	void nobodyWaitsForTheChange() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		try (WasmPool pool = pool((builder) -> builder.hostFunctions(waiting(begun, goOn)))) {
			FutureTask<Boolean> first = start(() -> pool.replace(waitingGuest(2)));
			begun.await();
			for (int i = 0; i < 100; i++) {
				assertServes(pool, 1);
			}
			pool.resize(4);
			pool.refresh();
			assertServes(pool, 1);
			goOn.countDown();
			first.get(30, TimeUnit.SECONDS);
			assertServes(pool, 2);
		}
	}

	private static byte[] waitingGuest(int version) {
		return VersionedGuest.importing(version, "(import \"env\" \"wait\" (func $wait)) (start $wait)");
	}

	private static HostFunction waiting(CountDownLatch begun, CountDownLatch goOn) {
		return HostFunction.of("env", "wait", (caller, args) -> {
			begun.countDown();
			try {
				assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new WasmException("interrupted", ex);
			}
			return null;
		});
	}

	private static String sha256(byte[] binary) {
		return ModuleSource.sha256(binary);
	}

	private static FutureTask<Boolean> task(Runnable work) {
		return new FutureTask<>(work, true);
	}

	private static FutureTask<Boolean> start(Runnable work) {
		FutureTask<Boolean> task = task(work);
		Thread thread = new Thread(task, "replacing");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	private static Throwable failure(FutureTask<Boolean> task) {
		try {
			task.get(30, TimeUnit.SECONDS);
			throw new AssertionError("It did not fail");
		}
		catch (ExecutionException ex) {
			return Objects.requireNonNull(ex.getCause());
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new AssertionError(ex);
		}
	}

	interface Touch {

		int touch();

	}

	interface Unfit {

		@WasmExport("nowhere")
		int unfit();

	}

	interface LengthOf {

		int length(String text);

	}

	/**
	 * Two ways to take text.
	 */
	private static final class TextOf {

		private static byte[] plain() {
			return Wat.compile("""
					(module
						(memory (export "memory") 1)
						(func (export "malloc") (param i32) (result i32) (i32.const 64))
						(func (export "free") (param i32))
						(func (export "length") (param i32 i32) (result i32) (local.get 1)))
					""");
		}

		/** As AssemblyScript does, whose length stands before the text. */
		private static byte[] managed() {
			return Wat.compile("""
					(module
						(memory (export "memory") 1)
						(func (export "__new") (param i32 i32) (result i32)
							(i32.store (i32.const 60) (local.get 0))
							(i32.const 64))
						(func (export "__pin") (param i32) (result i32) (local.get 0))
						(func (export "__unpin") (param i32))
						(func (export "length") (param i32) (result i32)
							(i32.add (i32.const 2000000)
								(i32.shr_u (i32.load (i32.sub (local.get 0) (i32.const 4))) (i32.const 1)))))
					""");
		}

	}

}
