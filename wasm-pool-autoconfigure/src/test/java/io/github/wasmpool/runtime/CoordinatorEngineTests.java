package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmChunks;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Coordinators of real instances: fresh and warm, on threads of callers and of the pool.
 */
@ExtendWith(OutputCaptureExtension.class)
class CoordinatorEngineTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final String GUEST = """
			(module
				(memory (export "memory") 1 2)
				(global $count (mut i32) (i32.const 0))
				(func (export "count") (result i32)
					(global.set $count (i32.add (global.get $count) (i32.const 1)))
					(global.get $count))
				(func (export "addTo") (param i32) (result i32)
					(global.set $count (i32.add (global.get $count) (i32.const 1)))
					(i32.add (local.get 0) (global.get $count)))
				(func (export "fail") (unreachable))
				(func (export "spin") (loop (br 0))))
			""";

	private final NativeMemory before = NativeMemory.now();

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(GUEST)).name("guest").build();

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "helper");
		thread.setDaemon(true);
		return thread;
	});

	@AfterEach
	void nativeMemoryIsBack() throws InterruptedException {
		this.threads.shutdownNow();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		this.runtime.close();
		this.module.close();
		assertThat(NativeMemory.now().budget()).isEqualTo(this.before.budget());
		assertThat(NativeMemory.now().reservations()).isLessThanOrEqualTo(this.before.reservations());
	}

	static Stream<Mode> modes() {
		return Arrays.stream(ResetPolicy.values())
			.flatMap((reset) -> Arrays.stream(ExecutionMode.values()).map((execution) -> new Mode(reset, execution)));
	}

	private WasmPoolBuilder builder(Mode mode) {
		return this.runtime.pool(this.module)
			.name("orders")
			.size(4)
			.reset(mode.reset())
			.execution(mode.execution())
			.executor(this.threads);
	}

	private <T> Future<T> start(Callable<T> work) {
		return this.threads.submit(work);
	}

	@ParameterizedTest
	@MethodSource("modes")
	void instancesKeepTheirStateUntilTheCoordinatorIsClosed(Mode mode) {
		WasmPool pool = builder(mode).build();
		try (WasmCoordinator coordinator = pool.coordinator(4)) {
			assertThat(pool.stats().active()).isEqualTo(4);
			assertThat(coordinator.broadcast((instance) -> instance.callInt("count"))).containsExactly(1, 1, 1, 1);
			coordinator.useInstances((instance) -> instance.callVoid("count"));
			assertThat(coordinator.pipeline(10, (instance, value) -> instance.callInt("addTo", value))).isEqualTo(22);
			int sum = coordinator.mapReduce(WasmChunks.of(new int[8], 4),
					(instance, chunk) -> instance.callInt("count"), Integer::sum);
			assertThat(sum).isEqualTo(16);
		}
		assertSound(pool, 4);
		try (WasmCoordinator coordinator = pool.coordinator(1)) {
			assertThat(coordinator.broadcast((instance) -> instance.callInt("count")))
				.containsExactly((mode.reset() == ResetPolicy.FRESH) ? 1 : 5);
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	void workRunsWhereTheGuestsOfThePoolRun(Mode mode) {
		WasmPool pool = builder(mode).executor(null).build();
		Thread caller = Thread.currentThread();
		try (WasmCoordinator coordinator = pool.coordinator(3)) {
			assertThat(coordinator.broadcast((instance) -> Thread.currentThread() == caller))
				.containsOnly(mode.execution() == ExecutionMode.CALLER);
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	void aTrapIsThrownAndTheInstanceReplacedInItsSlot(Mode mode) {
		WasmPool pool = builder(mode).build();
		try (WasmCoordinator coordinator = pool.coordinator(4)) {
			coordinator.useInstances((instance) -> instance.callVoid("count"));
			assertThatExceptionOfType(WasmTrapException.class)
				.isThrownBy(() -> coordinator.pipeline(0, (instance, value) -> {
					if (value == 2) {
						instance.callVoid("fail");
					}
					return value + 1;
				}));
			assertThat(pool.stats().active()).isEqualTo(4);
			assertThat(coordinator.broadcast((instance) -> instance.callInt("count"))).containsExactly(2, 2, 1, 2);
			assertThatExceptionOfType(WasmTrapException.class)
				.isThrownBy(() -> coordinator.useInstances((instance) -> instance.callVoid("fail")));
			assertThat(coordinator.broadcast(WasmInstance::isHealthy)).containsOnly(true);
		}
		assertSound(pool, 4);
	}

	@ParameterizedTest
	@MethodSource("modes")
	void aLoopingInstanceIsWaitedForUntilItsDeadline(Mode mode) {
		WasmPool pool = builder(mode).build();
		LoanOptions options = LoanOptions.ofPool().withExecutionTimeout(Duration.ofMillis(100));
		try (WasmCoordinator coordinator = pool.coordinator(3, options)) {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> coordinator.useInstances((instance) -> instance.callVoid("spin")));
			assertThatExceptionOfType(WasmExecutionTimeoutException.class).as("also of the replacements")
				.isThrownBy(() -> coordinator.useInstances((instance) -> instance.callVoid("spin")));
			assertThat(coordinator.broadcast((instance) -> instance.callInt("count"))).containsExactly(1, 1, 1);
		}
		assertSound(pool, 4);
	}

	@ParameterizedTest
	@MethodSource("modes")
	void anInstanceThatTheWorkReturnedIsReplaced(Mode mode) {
		WasmPool pool = builder(mode).build();
		try (WasmCoordinator coordinator = pool.coordinator(2)) {
			coordinator.useInstances(WasmInstance::close);
			coordinator.useInstances(pool::release);
			assertThat(coordinator.broadcast((instance) -> instance.callInt("count"))).hasSize(2);
			assertThat(pool.stats().active()).isEqualTo(2);
		}
		assertSound(pool, 4);
	}

	@ParameterizedTest
	@MethodSource("modes")
	void anInterruptLeavesTheCoordinatorUsable(Mode mode) throws Exception {
		WasmPool pool = builder(mode).executionTimeout(Duration.ofMillis(500)).build();
		try (WasmCoordinator coordinator = pool.coordinator(2)) {
			CountDownLatch running = new CountDownLatch(2);
			Future<Boolean> interrupted = start(() -> {
				Thread caller = Thread.currentThread();
				this.threads.execute(() -> {
					Awaitility.await().until(() -> running.getCount() == 0);
					caller.interrupt();
				});
				try {
					coordinator.useInstances((instance) -> {
						running.countDown();
						instance.callVoid("spin");
					});
					return false;
				}
				catch (WasmPoolInterruptedException | WasmExecutionTimeoutException ex) {
					return Thread.currentThread().isInterrupted();
				}
			});
			assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
			assertThat(coordinator.broadcast((instance) -> instance.callInt("count"))).containsExactly(1, 1);
		}
		// On threads of the pool the call of the interrupted one goes on
		Awaitility.await().until(() -> pool.stats().active() == 0);
		assertSound(pool, 4);
	}

	@ParameterizedTest
	@MethodSource("modes")
	void anInterruptOfAHelperChangesNothing(Mode mode) throws Exception {
		AtomicReference<@Nullable Thread> helper = new AtomicReference<>();
		AtomicBoolean flag = new AtomicBoolean();
		WasmPool pool = builder(mode).executor((task) -> this.threads.execute(() -> {
			helper.set(Thread.currentThread());
			task.run();
			flag.set(Thread.interrupted());
			helper.set(null);
		})).build();
		CountDownLatch running = new CountDownLatch(2);
		CountDownLatch release = new CountDownLatch(1);
		try (WasmCoordinator coordinator = pool.coordinator(2)) {
			Future<List<Integer>> operation = start(() -> coordinator.broadcast((instance) -> {
				running.countDown();
				awaitUninterruptibly(release);
				return instance.callInt("count");
			}));
			assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
			Thread helping = Objects.requireNonNull(helper.get());
			helping.interrupt();
			Awaitility.await("it noticed").until(() -> !helping.isInterrupted());
			assertThat(operation).isNotDone();
			release.countDown();
			assertThat(operation.get(30, TimeUnit.SECONDS)).containsExactly(1, 1);
			Awaitility.await().until(() -> helper.get() == null);
			assertThat(flag).as("the flag is kept").isTrue();
			assertThat(coordinator.broadcast((instance) -> instance.callInt("count"))).containsExactly(2, 2);
		}
		assertSound(pool, 4);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		boolean interrupted = false;
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	void anInstanceThatTheWorkReturnedIsReplacedInItsSlot(Mode mode) {
		WasmPool pool = builder(mode).acquireTimeout(Duration.ofMillis(50)).build();
		try (WasmCoordinator coordinator = pool.coordinator(4)) {
			pool.resize(1);
			for (int i = 0; i < 3; i++) {
				coordinator.useInstances(WasmInstance::close);
				assertThat(pool.stats().active()).isEqualTo(4);
				assertThat(coordinator.broadcast((instance) -> instance.callInt("count"))).containsExactly(1, 1, 1, 1);
			}
			coordinator.useInstances(WasmInstance::close);
		}
		assertSound(pool, 1);
		assertThat(pool.stats().live()).isLessThanOrEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource("modes")
	void whoeverOperatesCanCloseThePool(Mode mode) throws Exception {
		WasmPool pool = builder(mode).executor(null).shutdownGracePeriod(Duration.ofHours(1)).build();
		WasmCoordinator coordinator = pool.coordinator(2);
		assertThat(start(() -> {
			coordinator.useInstances((instance) -> instance.callVoid("count"));
			assertThatExceptionOfType(WasmTrapException.class)
				.isThrownBy(() -> coordinator.useInstances((instance) -> instance.callVoid("fail")));
			coordinator.useInstances((instance) -> instance.callVoid("count"));
			pool.close();
			return coordinator.broadcast((instance) -> instance.callInt("count"));
		}).get(60, TimeUnit.SECONDS)).hasSize(2);
		coordinator.close();
		assertThat(pool.stats().live()).isZero();
	}

	@ParameterizedTest
	@MethodSource("modes")
	void coordinatorsThatWaitAreCountedAndMayBeTooMany(Mode mode) throws Exception {
		WasmPool pool = builder(mode).size(2).maxWaiting(3).acquireTimeout(LONG).build();
		List<Future<Integer>> waiting;
		try (WasmInstance one = pool.acquire(); WasmInstance two = pool.acquire()) {
			assertThat(one.isHealthy() && two.isHealthy()).isTrue();
			waiting = Stream.generate(() -> start(() -> {
				try (WasmCoordinator coordinator = pool.coordinator(2)) {
					return coordinator.broadcast((instance) -> instance.callInt("count")).size();
				}
			})).limit(3).toList();
			Awaitility.await().until(() -> pool.stats().waiting() == 3);
			String tooMany = "orders - too many borrowers wait already ('max-waiting' is 3) (size=2, active=2, idle=0,"
					+ " waiting=3)";
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(() -> pool.coordinator(2))
					.withMessage(tooMany);
				assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(pool::acquire)
					.withMessage(tooMany);
			}
		}
		for (Future<Integer> coordinator : waiting) {
			assertThat(coordinator.get(30, TimeUnit.SECONDS)).isEqualTo(2);
		}
		assertThat(pool.stats().waiting()).isZero();
		assertSound(pool, 2);
	}

	@ParameterizedTest
	@MethodSource("modes")
	void aClosedPoolLetsACoordinatorFinishButReplacesNothing(Mode mode) {
		WasmPool pool = builder(mode).shutdownGracePeriod(Duration.ZERO).build();
		WasmCoordinator coordinator = pool.coordinator(2);
		pool.close();
		assertThat(coordinator.broadcast((instance) -> instance.callInt("count"))).containsExactly(1, 1);
		assertThatExceptionOfType(WasmTrapException.class)
			.isThrownBy(() -> coordinator.useInstances((instance) -> instance.callVoid("fail")));
		assertThatExceptionOfType(WasmPoolClosedException.class)
			.isThrownBy(() -> coordinator.useInstances((instance) -> instance.callVoid("count")));
		coordinator.close();
		assertThat(pool.stats().live()).isZero();
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(() -> pool.coordinator(1));
	}

	@Test
	void thePoolSaysHowManyItHas() {
		WasmPool pool = builder(new Mode(ResetPolicy.FRESH, ExecutionMode.CALLER)).acquireTimeout(Duration.ofMillis(20))
			.build();
		assertThatIllegalArgumentException().isThrownBy(() -> pool.coordinator(5))
			.withMessageContaining("Pool 'orders' has no 5 instances to lend at once, as its 'size' is 4");
		try (WasmInstance one = pool.acquire()) {
			assertThat(one.callInt("count")).isOne();
			assertThatExceptionOfType(WasmPoolExhaustedException.class).isThrownBy(() -> pool.coordinator(4))
				.withMessageMatching(
						"orders - 4 instances at once are not available, timed out after 20 ms \\(size=4, active=1, .*");
		}
		assertSound(pool, 4);
	}

	@Test
	void aFunctionHasToBeNamed() {
		WasmPool pool = builder(new Mode(ResetPolicy.FRESH, ExecutionMode.CALLER)).build();
		try (WasmCoordinator coordinator = pool.coordinator(1)) {
			assertThatNullPointerException().isThrownBy(() -> coordinator.mapInt(nothing(), new int[1]))
				.withMessage("'export' must not be null");
		}
	}

	@SuppressWarnings("NullAway") // as a caller without its checks would
	private static String nothing() {
		return null;
	}

	@Test
	void aTimeoutThatCannotBeKeptIsRefused() {
		try (WasmModule without = this.runtime.module(Wat.compile(GUEST)).interruptible(false).build();
				WasmPool pool = this.runtime.pool(without).name("without").size(2).build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> pool.coordinator(2, LoanOptions.ofPool().withExecutionTimeout(LONG)))
				.withMessageStartingWith("An execution timeout needs deadline checks");
			assertThat(pool.stats().active()).isZero();
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	void aForgottenCoordinatorIsReportedAndItsInstancesComeBack(Mode mode, CapturedOutput output) throws Exception {
		WasmPool pool = builder(mode).build();
		start(() -> forget(pool)).get(30, TimeUnit.SECONDS);
		Awaitility.await().atMost(LONG).until(() -> {
			System.gc();
			return pool.stats().active() == 0;
		});
		assertThat(output).contains("orders - an instance acquired by thread 'helper' was never returned");
		assertSound(pool, 4);
	}

	private static boolean forget(WasmPool pool) {
		WasmCoordinator coordinator = pool.coordinator(3);
		coordinator.useInstances((instance) -> instance.callVoid("count"));
		assertThatExceptionOfType(WasmTrapException.class)
			.isThrownBy(() -> coordinator.useInstances((instance) -> instance.callVoid("fail")));
		return true;
	}

	@ParameterizedTest
	@MethodSource("modes")
	void coordinatorsCompeteWithEachOtherAndWithBorrowers(Mode mode) throws Exception {
		WasmPool pool = builder(mode).acquireTimeout(LONG).build();
		List<Future<Integer>> rivals = Stream.of(1, 2, 3, 4, 4, 3).map((wanted) -> start(() -> {
			int done = 0;
			for (int round = 0; round < 40; round++) {
				try (WasmCoordinator coordinator = pool.coordinator(wanted)) {
					done += coordinator.broadcast((instance) -> instance.callInt("count")).size() / wanted;
				}
				done += pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("count") / 100_000);
			}
			return done;
		})).toList();
		for (Future<Integer> rival : rivals) {
			assertThat(rival.get(60, TimeUnit.SECONDS)).isEqualTo(40);
		}
		assertSound(pool, 4);
	}

	@ParameterizedTest
	@MethodSource("modes")
	void useOfAnInstanceAfterTheCoordinatorIsClosedIsRefused(Mode mode) {
		WasmPool pool = builder(mode).build();
		WasmInstance kept;
		try (WasmCoordinator coordinator = pool.coordinator(1)) {
			kept = coordinator.<WasmInstance, RuntimeException>broadcast((instance) -> instance).get(0);
		}
		assertThatIllegalStateException().isThrownBy(() -> kept.callInt("count"))
			.withMessage("The instance was used after it was released; acquire another");
	}

	@ParameterizedTest
	@MethodSource("modes")
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsCoordinateAndHelp(Mode mode) throws Exception {
		ExecutorService virtual = (ExecutorService) Objects
			.requireNonNull(Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
		WasmPool pool = builder(mode).executor(virtual).acquireTimeout(LONG).build();
		List<Future<Integer>> rivals = new Random(1).ints(100, 1, 5).mapToObj((wanted) -> virtual.submit(() -> {
			try (WasmCoordinator coordinator = pool.coordinator(wanted)) {
				return coordinator.mapReduce(WasmChunks.of(new long[1000], wanted), (instance, chunk) -> {
					instance.callVoid("count");
					return chunk.length;
				}, Integer::sum);
			}
		})).toList();
		for (Future<Integer> rival : rivals) {
			assertThat(rival.get(60, TimeUnit.SECONDS)).isEqualTo(1000);
		}
		virtual.shutdown();
		assertSound(pool, 4);
	}

	/**
	 * All are back, and can be leased again.
	 */
	private static void assertSound(WasmPool pool, int size) {
		assertThat(pool.stats().active()).isZero();
		try (WasmCoordinator all = pool.coordinator(size, LoanOptions.ofPool().withAcquireTimeout(LONG))) {
			assertThat(pool.stats().active()).isEqualTo(size);
			assertThat(pool.tryAcquire()).isEmpty();
			assertThat(all.broadcast(WasmInstance::isHealthy)).containsOnly(true);
		}
	}

	private record Mode(ResetPolicy reset, ExecutionMode execution) {

	}

}
