package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.VersionedGuest;
import io.github.wasmpool.VersionedGuest.Halves;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmReplacementException.Step;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.ModuleSource;
import io.github.wasmpool.type.MemoryLimits;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * New code while 16 threads call two functions whose results belong together: no call
 * fails, none mixes two versions, and what cannot take the place leaves the old one
 * serving.
 */
class ReplacementUnderLoadTests {

	private static final int THREADS = 16;

	private static final int REPLACEMENTS = Effort.of(27, 200);

	/** A tenth is bad, or as many as there are ways to be. */
	private static final int GOOD_FOR_A_BAD = Effort.of(3, 10);

	private static final Duration LONG = Duration.ofSeconds(60);

	/** So many ways to be bad there are. */
	private static final int BAD = 9;

	/** As many different ones; compiled code of versions that come again is shared. */
	private static final int VERSIONS = 60;

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicInteger calls = new AtomicInteger();

	@ParameterizedTest
	@EnumSource
	void noCallFailsOrMixes(ExecutionMode mode) throws Exception {
		NativeMemory before = NativeMemory.now();
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule first = settings(runtime.module(VersionedGuest.of(0))).build();
				WasmPool pool = runtime.pool(first)
					.name("orders")
					.size(4)
					.acquireTimeout(LONG)
					.execution(mode)
					.build()) {
			List<FutureTask<Void>> callers = startCallers(pool, mode, false);
			int refused = 0;
			for (int i = 1; i <= REPLACEMENTS; i++) {
				int version = i % VERSIONS;
				if (i % GOOD_FOR_A_BAD == 0) {
					refuse(runtime, pool, refused++);
				}
				else if (i % 2 == 0) {
					pool.replace(VersionedGuest.of(version));
					assertThat(pool.callInt("left")).isEqualTo(version);
				}
				else {
					try (WasmModule next = settings(runtime.module(VersionedGuest.of(version))).build()) {
						pool.replace(next);
					}
					assertThat(pool.callInt("left")).isEqualTo(version);
				}
			}
			assertThat(refused).isGreaterThanOrEqualTo(BAD);
			refuseOthersThanThePinned(runtime, pool);
			this.over.set(true);
			joinAll(callers);
			assertThat(this.calls.get()).isGreaterThan(THREADS);
			assertThat(pool.counters().generation()).isEqualTo(2 + REPLACEMENTS - REPLACEMENTS / GOOD_FOR_A_BAD);
			assertThat(pool.counters().exhausted()).isZero();
		}
		Awaitility.await().untilAsserted(() -> assertThat(NativeMemory.now()).isEqualTo(before));
	}

	/**
	 * Those of the present module are those of bytes that are to replace it.
	 */
	private static WasmModuleBuilder settings(WasmModuleBuilder module) {
		return module.memory(MemoryLimits.of(1, 2)).initializationTimeout(Duration.ofMillis(300));
	}

	/**
	 * One after the other, every way to be refused.
	 */
	private static void refuse(WasmtimeRuntime runtime, WasmPool pool, int number) {
		int serving = pool.callInt("left");
		switch (number % BAD) {
			case 0 -> assertRefused(pool, Step.COMPILE, () -> pool.replace(VersionedGuest.invalid()));
			case 1 -> assertRefused(pool, Step.LINK,
					() -> pool.replace(VersionedGuest.importing(7, "(import \"env\" \"gone\" (func))")));
			case 2 -> assertRefused(pool, Step.CLIENT,
					() -> pool.replace(Wat.compile("(module (func (export \"left\") (result i64) (i64.const 1)))")));
			case 3 -> assertRefused(pool, Step.INITIALIZE,
					() -> pool.replace(VersionedGuest.with(7, "(func $trap (unreachable)) (start $trap)")));
			case 4 -> assertRefused(pool, Step.INITIALIZE,
					() -> pool.replace(VersionedGuest.with(7, "(func $loop (loop (br 0))) (start $loop)")));
			case 5 -> assertRefused(pool, Step.LIMITS,
					() -> pool.replace(Wat.compile("(module (memory (export \"memory\") 3))")));
			case 6 -> {
				WasmModule closed = runtime.module(VersionedGuest.of(7)).build();
				closed.close();
				assertRefused(pool, Step.COMPILE, () -> pool.replace(closed));
			}
			case 7 -> assertThatExceptionOfType(WasmModuleException.class)
				.isThrownBy(() -> runtime.module(VersionedGuest.of(7)).sha256("0".repeat(64)).build())
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.DIGEST));
			default -> {
				try (WasmModule next = runtime.module(VersionedGuest.of(7)).build()) {
					awaitTheEndOfThoseBefore(pool);
					AllOfTheBudget.whileTaken(() -> assertRefused(pool, Step.LIMITS, () -> pool.replace(next)));
				}
			}
		}
		assertThat(pool.callInt("left")).isEqualTo(serving);
	}

	/**
	 * Instances of the code before would make room when they go.
	 */
	private static void awaitTheEndOfThoseBefore(WasmPool pool) {
		Awaitility.await()
			.pollDelay(Duration.ofMillis(300))
			.until(() -> pool.stats().retiring() == 0 && pool.stats().creating() == 0);
	}

	/**
	 * From now on the pool takes only what says its own digest.
	 */
	private static void refuseOthersThanThePinned(WasmtimeRuntime runtime, WasmPool pool) {
		byte[] pinned = VersionedGuest.of(1);
		try (WasmModule next = runtime.module(pinned).sha256(ModuleSource.sha256(pinned)).build();
				WasmModule other = runtime.module(VersionedGuest.of(2)).build()) {
			pool.replace(next);
			assertRefused(pool, Step.DIGEST, () -> pool.replace(VersionedGuest.of(2)));
			assertRefused(pool, Step.DIGEST, () -> pool.replace(other));
		}
		assertThat(pool.callInt("left")).isEqualTo(1);
	}

	private static void assertRefused(WasmPool pool, Step step, Runnable replacement) {
		assertThatExceptionOfType(WasmReplacementException.class).isThrownBy(replacement::run)
			.satisfies((ex) -> assertThat(ex.getStep()).isEqualTo(step));
		assertThat(pool.swapFailure()).isPresent();
	}

	@ParameterizedTest
	@CsvSource({ "CALLER, 1", "CALLER, 2", "DEDICATED, 3" })
	void neitherDoesOneInAPoolThatIsResizedRefreshedDrainedAndClosed(ExecutionMode mode, long seed) throws Exception {
		NativeMemory before = NativeMemory.now();
		Random random = new Random(seed);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule first = runtime.module(VersionedGuest.of(0)).build()) {
			WasmPool pool = runtime.pool(first)
				.name("orders")
				.size(4)
				.acquireTimeout(LONG)
				.shutdownGracePeriod(LONG)
				.execution(mode)
				.build();
			List<FutureTask<Void>> callers = startCallers(pool, mode, true);
			FutureTask<Void> disturbing = start(() -> disturb(pool, new Random(seed)));
			for (int i = 1; i <= REPLACEMENTS / 2; i++) {
				replaceUnlessDrained(pool, i % VERSIONS);
				if (random.nextInt(8) == 0) {
					assertThatExceptionOfType(WasmReplacementException.class)
						.isThrownBy(() -> pool.replace(VersionedGuest.invalid()));
				}
			}
			FutureTask<Void> replacing = start(() -> {
				for (int version = 1;; version = version % VERSIONS + 1) {
					try {
						replaceUnlessDrained(pool, version);
					}
					catch (WasmPoolClosedException ex) {
						return null;
					}
				}
			});
			Thread.sleep(random.nextInt(100));
			pool.close();
			this.over.set(true);
			joinAll(callers);
			joinAll(List.of(disturbing, replacing));
			assertThat(pool.stats().live()).isZero();
		}
		Awaitility.await().untilAsserted(() -> assertThat(NativeMemory.now()).isEqualTo(before));
	}

	private static void replaceUnlessDrained(WasmPool pool, int version) {
		try {
			pool.replace(VersionedGuest.of(version));
		}
		catch (WasmReplacementException ex) {
			assertThat(ex).hasMessageContaining("the pool was drained meanwhile");
		}
	}

	private @Nullable Void disturb(WasmPool pool, Random random) throws InterruptedException {
		while (true) {
			try {
				switch (random.nextInt(4)) {
					case 0 -> pool.resize(2 + random.nextInt(5));
					case 1 -> pool.refresh();
					case 2 -> pool.beginDrain();
					default -> pool.prefill();
				}
				Thread.sleep(random.nextInt(10));
			}
			catch (WasmPoolClosedException ex) {
				return null;
			}
		}
	}

	private List<FutureTask<Void>> startCallers(WasmPool pool, ExecutionMode mode, boolean closing)
			throws ReflectiveOperationException {
		List<FutureTask<Void>> callers = new ArrayList<>();
		Halves halves = pool.client(Halves.class);
		for (int i = 0; i < THREADS; i++) {
			int number = i;
			callers.add(start(mode == ExecutionMode.DEDICATED, () -> {
				try {
					while (!this.over.get()) {
						call(pool, halves, number);
					}
				}
				catch (WasmPoolClosedException ex) {
					assertThat(closing).isTrue();
				}
				return null;
			}));
		}
		return callers;
	}

	private void call(WasmPool pool, Halves halves, int number) {
		this.calls.incrementAndGet();
		switch (number % 4) {
			case 0 -> {
				assertThat(halves.left()).isBetween(0, VERSIONS);
				assertThat(halves.right() % 31).isEqualTo(7);
			}
			case 1 -> {
				try (WasmCoordinator coordinator = pool.coordinator(2)) {
					List<Integer> left = coordinator.broadcast((instance) -> instance.callInt("left"));
					List<Integer> right = coordinator.broadcast((instance) -> instance.callInt("right"));
					assertThat(left.get(0)).isEqualTo(left.get(1));
					assertThat(right).containsOnly(VersionedGuest.right(left.get(0)));
				}
				catch (IllegalArgumentException | WasmPoolExhaustedException ex) {
					// The pool was made too small for that
					assertThat(ex).hasMessageContaining("instances");
				}
			}
			default -> pool.useInstance((instance) -> {
				int left = instance.callInt("left");
				assertThat(instance.callInt("touch")).isEqualTo(1);
				assertThat(instance.callInt("right")).isEqualTo(VersionedGuest.right(left));
			});
		}
	}

	private static FutureTask<Void> start(Callable<Void> work) throws ReflectiveOperationException {
		return start(false, work);
	}

	/**
	 * Start a thread, a virtual one where there are such.
	 */
	private static FutureTask<Void> start(boolean virtual, Callable<Void> work) throws ReflectiveOperationException {
		FutureTask<Void> task = new FutureTask<>(work);
		if (virtual && Runtime.version().feature() >= 21) {
			Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
			return task;
		}
		Thread thread = new Thread(task, "caller");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	private static void joinAll(List<FutureTask<Void>> tasks) throws Exception {
		for (FutureTask<Void> task : tasks) {
			task.get(60, TimeUnit.SECONDS);
		}
	}

}
