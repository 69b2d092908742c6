package io.github.wasmpool.coordination;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.WasmChunks;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What becomes of an operation that fails, or is interrupted, and of those after it.
 */
class CoordinatorFailureTests extends CoordinatorScenario {

	@Test
	void theFirstFailureCancelsWhatHasNotBegun() {
		AtomicInteger begun = new AtomicInteger();
		try (WasmCoordinator coordinator = coordinator(4, null)) {
			assertThatIllegalStateException().isThrownBy(() -> coordinator.useInstances((instance) -> {
				if (begun.incrementAndGet() == 2) {
					throw new IllegalStateException("second");
				}
			})).withMessage("second").satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
			assertThat(begun).hasValue(2);
			begun.set(0);
			assertThatIllegalStateException().isThrownBy(() -> coordinator.pipeline(0, (instance, value) -> {
				if (begun.incrementAndGet() == 3) {
					throw new IllegalStateException("third");
				}
				return value;
			})).withMessage("third");
			assertThat(begun).hasValue(3);
		}
	}

	@Test
	void whatRunsIsWaitedForAndItsFailuresAreSuppressed() {
		CountDownLatch allRun = new CountDownLatch(3);
		CountDownLatch helperEnded = new CountDownLatch(1);
		AtomicBoolean failed = new AtomicBoolean();
		AtomicInteger begun = new AtomicInteger();
		AtomicInteger ended = new AtomicInteger();
		Thread caller = Thread.currentThread();
		try (WasmCoordinator coordinator = coordinator(3, (task) -> this.threads.execute(() -> {
			task.run();
			helperEnded.countDown();
		}))) {
			Throwable thrown = catchThrowable(
					() -> coordinator.mapReduce(WasmChunks.of(new int[100], 100), (instance, chunk) -> {
						begun.incrementAndGet();
						allRun.countDown();
						await(allRun);
						if (Thread.currentThread() != caller && failed.compareAndSet(false, true)) {
							throw new IllegalStateException("first");
						}
						await(helperEnded);
						throw new IllegalArgumentException("later " + ended.incrementAndGet());
					}, List::size));
			assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessage("first");
			assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage)
				.containsExactlyInAnyOrder("later 1", "later 2");
			assertThat(begun).hasValue(3);
			assertThat(coordinator.broadcast(FakeInstance::numberOf)).containsExactly(0, 1, 2);
		}
	}

	@Test
	void oneExceptionThrownByAllIsNotSuppressedByItself() {
		IllegalStateException same = new IllegalStateException("same");
		CountDownLatch allRun = new CountDownLatch(4);
		try (WasmCoordinator coordinator = coordinator(4, this.threads)) {
			assertThat(catchThrowable(() -> coordinator.useInstances((instance) -> {
				allRun.countDown();
				await(allRun);
				throw same;
			}))).isSameAs(same);
			assertThat(same.getSuppressed()).isEmpty();
		}
	}

	@Test
	void aBrokenInstanceIsReplacedAndTheOthersKeepTheirState() {
		try (WasmCoordinator coordinator = coordinator(3, this.threads)) {
			coordinator.useInstances(FakeInstance::of);
			assertThatIllegalStateException().isThrownBy(() -> coordinator.useInstances((instance) -> {
				FakeInstance fake = FakeInstance.of(instance);
				if (fake.toString().equals("instance 1")) {
					fake.trap();
					throw new IllegalStateException("trapped");
				}
			}));
			assertThat(coordinator.broadcast(FakeInstance::numberOf)).containsExactly(0, 3, 2);
			assertThat(this.leases.renewed()).isOne();
			assertThat(this.leases.active()).isEqualTo(3);
		}
	}

	@Test
	void anInstanceThatTheWorkBrokeOrClosedWithoutFailingIsReplacedToo() {
		try (WasmCoordinator coordinator = coordinator(2, null)) {
			assertThat(coordinator.pipeline(0, (instance, value) -> {
				instance.close();
				return value + 1;
			})).isEqualTo(2);
			List<Integer> numbers = coordinator.mapReduce(WasmChunks.of(new int[6], 6), (instance, chunk) -> {
				FakeInstance fake = FakeInstance.of(instance);
				fake.trap();
				return FakeInstance.numberOf(fake);
			}, (results) -> results);
			assertThat(numbers).containsExactly(2, 3, 4, 5, 6, 7);
		}
	}

	@Test
	void aReplacementThatFailsIsTriedAgainByTheNextOperation() {
		try (WasmCoordinator coordinator = coordinator(2, this.threads)) {
			assertThatIllegalStateException().isThrownBy(() -> coordinator.useInstances((instance) -> {
				FakeInstance.of(instance).trap();
				throw new IllegalStateException("trapped");
			}));
			WasmPoolClosedException closed = new WasmPoolClosedException(this.leases.stats());
			this.leases.fail(closed);
			AtomicInteger begun = new AtomicInteger();
			assertThat(catchThrowable(() -> coordinator.useInstances((instance) -> begun.incrementAndGet())))
				.isSameAs(closed);
			assertThat(begun).hasValue(0);
			this.leases.fail(null);
			coordinator.useInstances((instance) -> begun.incrementAndGet());
			assertThat(begun).hasValue(2);
		}
	}

	@Test
	void anInterruptedThreadBeginsNothing() {
		AtomicInteger begun = new AtomicInteger();
		try (WasmCoordinator coordinator = coordinator(2, this.threads)) {
			coordinator.useInstances((instance) -> FakeInstance.of(instance).trap());
			for (Callable<?> operation : List.<Callable<?>>of(
					() -> coordinator.broadcast((instance) -> begun.incrementAndGet()),
					() -> coordinator.pipeline(1, (instance, value) -> begun.incrementAndGet()),
					() -> coordinator.mapReduce(WasmChunks.of(new int[5], 2),
							(instance, chunk) -> begun.incrementAndGet(), List::size))) {
				Thread.currentThread().interrupt();
				assertThatExceptionOfType(WasmPoolInterruptedException.class).isThrownBy(operation::call)
					.withMessageContaining("orders - interrupted while instances work together");
				assertThat(Thread.interrupted()).isTrue();
			}
			assertThat(begun).hasValue(0);
			assertThat(this.leases.renewed()).as("not even broken instances are replaced").isZero();
		}
	}

	@Test
	void anInterruptWhileTheCallerWorksCancelsTheRest() {
		AtomicInteger begun = new AtomicInteger();
		try (WasmCoordinator coordinator = coordinator(4, null)) {
			assertThatExceptionOfType(WasmPoolInterruptedException.class)
				.isThrownBy(() -> coordinator.useInstances((instance) -> interruptAt(2, begun)));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(begun).hasValue(2);
			begun.set(0);
			assertThatExceptionOfType(WasmPoolInterruptedException.class)
				.isThrownBy(() -> coordinator.pipeline(1, (instance, value) -> interruptAt(3, begun)));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(begun).hasValue(3);
		}
	}

	@Test
	void anInterruptDuringTheLastOfTheWorkLosesNoResults() {
		AtomicInteger begun = new AtomicInteger();
		try (WasmCoordinator coordinator = coordinator(3, null)) {
			assertThat(coordinator.broadcast((instance) -> interruptAt(3, begun))).containsExactly(1, 2, 3);
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void anInterruptWhileTheCallerWaitsWaitsForWhatRuns() throws Exception {
		CountDownLatch helping = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger begun = new AtomicInteger();
		AtomicReference<@Nullable Thread> caller = new AtomicReference<>();
		try (WasmCoordinator coordinator = coordinator(2, this.threads)) {
			Future<Boolean> running = start(() -> {
				Thread me = Thread.currentThread();
				caller.set(me);
				assertThatExceptionOfType(WasmPoolInterruptedException.class)
					.isThrownBy(() -> coordinator.mapReduce(WasmChunks.of(new int[50], 50), (instance, chunk) -> {
						begun.incrementAndGet();
						if (Thread.currentThread() == me) {
							await(helping);
							interrupted.countDown();
							me.interrupt();
						}
						else {
							helping.countDown();
							await(release);
						}
						return 1;
					}, List::size));
				return Thread.currentThread().isInterrupted();
			});
			await(interrupted);
			Awaitility.await().until(() -> Objects.requireNonNull(caller.get()).getState() == Thread.State.WAITING);
			assertThat(running).isNotDone();
			release.countDown();
			assertThat(running.get(30, TimeUnit.SECONDS)).isTrue();
			assertThat(begun).hasValue(2);
		}
	}

	@Test
	void anInterruptIsAFailureAlsoWhereNothingIsLeftToBegin() throws Exception {
		CountDownLatch helping = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		AtomicReference<@Nullable Thread> caller = new AtomicReference<>();
		try (WasmCoordinator coordinator = coordinator(2, this.threads)) {
			Future<Boolean> running = start(() -> {
				Thread me = Thread.currentThread();
				caller.set(me);
				assertThatExceptionOfType(WasmPoolInterruptedException.class)
					.isThrownBy(() -> coordinator.useInstances((instance) -> {
						if (Thread.currentThread() == me) {
							await(helping);
						}
						else {
							helping.countDown();
							await(release);
						}
					}));
				return Thread.currentThread().isInterrupted();
			});
			await(helping);
			Awaitility.await().until(() -> Objects.requireNonNull(caller.get()).getState() == Thread.State.WAITING);
			Thread waiting = Objects.requireNonNull(caller.get());
			waiting.interrupt();
			Awaitility.await().until(() -> !waiting.isInterrupted());
			release.countDown();
			assertThat(running.get(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void oneOperationAtATime() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		try (WasmCoordinator coordinator = coordinator(2, null)) {
			Future<?> operation = start(() -> coordinator.broadcast((instance) -> {
				running.countDown();
				await(release);
				return 1;
			}));
			await(running);
			String busy = "The coordinator is busy with another operation, and does one at a time; wait for it to end,"
					+ " or lease another coordinator";
			assertThatIllegalStateException().isThrownBy(() -> coordinator.broadcast((instance) -> 2))
				.withMessage(busy);
			release.countDown();
			operation.get(30, TimeUnit.SECONDS);
			assertThatIllegalStateException()
				.isThrownBy(
						() -> coordinator.useInstances((instance) -> coordinator.pipeline(1, (nested, value) -> value)))
				.withMessage(busy);
			assertThat(coordinator.broadcast((instance) -> 2)).containsExactly(2, 2);
		}
	}

	@Test
	void whoBeginsAnOperationTakesAllInstancesOver() throws Exception {
		try (WasmCoordinator coordinator = coordinator(2, null)) {
			Thread other = start(() -> {
				coordinator.useInstances(FakeInstance::of);
				return Thread.currentThread();
			}).get(30, TimeUnit.SECONDS);
			coordinator.useInstances(FakeInstance::of);
			Thread me = Thread.currentThread();
			assertThat(this.leases.takenOver()).containsExactly(other, other, me, me);
		}
	}

	@Test
	void closingDuringAnOperationIsPutOffUntilItEnds() {
		WasmCoordinator coordinator = coordinator(3, null);
		AtomicInteger done = new AtomicInteger();
		coordinator.useInstances((instance) -> {
			coordinator.close();
			assertThat(this.leases.active()).isEqualTo(3);
			done.incrementAndGet();
		});
		assertThat(done).hasValue(3);
		assertThat(this.leases.active()).isZero();
		coordinator.close();
		assertThatIllegalStateException().isThrownBy(() -> coordinator.broadcast((instance) -> 1))
			.withMessage("The coordinator was used after it was closed; lease another");
	}

	@Test
	void closingByAnotherThreadIsPutOffToo() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		WasmCoordinator coordinator = coordinator(1, null);
		Future<?> operation = start(() -> {
			coordinator.useInstances((instance) -> {
				running.countDown();
				await(release);
			});
			return null;
		});
		await(running);
		coordinator.close();
		assertThat(this.leases.active()).isOne();
		assertThatIllegalStateException().isThrownBy(() -> coordinator.broadcast((instance) -> 1))
			.withMessageContaining("closed");
		release.countDown();
		operation.get(30, TimeUnit.SECONDS);
		assertThat(this.leases.active()).isZero();
	}

	private static int interruptAt(int count, AtomicInteger begun) {
		int now = begun.incrementAndGet();
		if (now == count) {
			Thread.currentThread().interrupt();
		}
		return now;
	}

}
