package io.github.wasmpool.coordination;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Leasing all or none.
 */
class GathererTests extends CoordinatorScenario {

	private final Coordination coordination = new Coordination(this.leasing, null);

	@Test
	void aCoordinatorHoldsItsInstancesUntilItIsClosed() {
		WasmCoordinator coordinator = coordinator(8, null);
		assertThat(this.leasing.active()).isEqualTo(8);
		coordinator.close();
		assertThat(this.leasing.active()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0 })
	void thereIsNoCoordinatorOfNothing(int instances) {
		assertThatIllegalArgumentException().isThrownBy(() -> coordinator(instances, null))
			.withMessage("'instances' must be at least 1 but is " + instances);
	}

	@Test
	void moreThanThePoolCanEverHaveIsRefusedAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> coordinator(9, null))
			.withMessage("Pool 'orders' has no 9 instances for a coordinator, as its 'size' is 8; lower 'instances',"
					+ " or raise 'size'");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 20 })
	void whoDoesNotGetAllInTimeKeepsNone(int millis) {
		try (WasmCoordinator other = coordinator(6, null)) {
			assertThat(other.size()).isEqualTo(6);
			LoanOptions options = LoanOptions.ofPool().withAcquireTimeout(Duration.ofMillis(millis));
			WasmPoolExhaustedException ex = (WasmPoolExhaustedException) Objects
				.requireNonNull(catchThrowable(() -> this.coordination.coordinator(3, options)));
			assertThat(ex).hasMessageStartingWith(
					"orders - 3 instances were wanted for a coordinator, but only 2 were acquired within " + millis
							+ " ms");
			assertThat(ex.getWaited()).isGreaterThanOrEqualTo(Duration.ofMillis(millis));
			assertThat(ex.getStats()).isNotNull();
			assertThat(this.leasing.active()).isEqualTo(6);
		}
	}

	@Test
	void whatFailsMeanwhileIsThrownAndNothingIsKept() {
		WasmPoolClosedException closed = new WasmPoolClosedException(this.leasing.stats());
		this.leasing.fail(closed);
		assertThat(catchThrowable(() -> coordinator(3, null))).isSameAs(closed);
		assertThat(this.leasing.active()).isZero();
	}

	@Test
	void anInterruptEndsTheWaitingAndNothingIsKept() throws Exception {
		try (WasmCoordinator other = coordinator(6, null)) {
			assertThat(other.size()).isEqualTo(6);
			List<Thread> waiting = new ArrayList<>();
			List<Future<Boolean>> results = new ArrayList<>();
			// The first waits for an instance, the second for the first
			for (int i = 0; i < 2; i++) {
				AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
				results.add(start(() -> {
					thread.set(Thread.currentThread());
					assertThatExceptionOfType(WasmPoolInterruptedException.class)
						.isThrownBy(() -> this.coordination.coordinator(3, LoanOptions.ofPool()));
					return Thread.currentThread().isInterrupted();
				}));
				Awaitility.await()
					.until(() -> thread.get() != null
							&& Objects.requireNonNull(thread.get()).getState() == Thread.State.TIMED_WAITING);
				waiting.add(Objects.requireNonNull(thread.get()));
			}
			assertThat(this.leasing.active()).isEqualTo(8);
			waiting.get(1).interrupt();
			assertThat(results.get(1).get(30, TimeUnit.SECONDS)).isTrue();
			waiting.get(0).interrupt();
			assertThat(results.get(0).get(30, TimeUnit.SECONDS)).isTrue();
			assertThat(this.leasing.active()).isEqualTo(6);
		}
	}

	@Test
	void whoWaitsBehindAnotherCoordinatorTimesOutToo() throws Exception {
		try (WasmCoordinator other = coordinator(6, null)) {
			assertThat(other.size()).isEqualTo(6);
			AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
			Future<Boolean> first = start(() -> {
				thread.set(Thread.currentThread());
				assertThatExceptionOfType(WasmPoolInterruptedException.class)
					.isThrownBy(() -> this.coordination.coordinator(3, LoanOptions.ofPool()));
				return true;
			});
			Awaitility.await().until(() -> this.leasing.active() == 8);
			assertThatExceptionOfType(WasmPoolExhaustedException.class)
				.isThrownBy(() -> this.coordination.coordinator(2,
						LoanOptions.ofPool().withAcquireTimeout(Duration.ofMillis(20))))
				.withMessageStartingWith(
						"orders - 2 instances were wanted for a coordinator, but only 0 were acquired within"
								+ " 20 ms: another coordinator is being leased");
			Objects.requireNonNull(thread.get()).interrupt();
			assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void whoWaitsForItsTurnIsCountedAndMayBeTooMany() throws Exception {
		this.leasing.maxWaiting(2);
		WasmCoordinator other = coordinator(6, null);
		// The first waits for an instance, which this pool does not count
		List<Future<Integer>> waiting = new ArrayList<>();
		waiting.add(start(this::lease));
		Awaitility.await().until(() -> this.leasing.active() == 8);
		for (int i = 0; i < 2; i++) {
			waiting.add(start(this::lease));
		}
		Awaitility.await().until(() -> this.leasing.stats().waiting() == 2);
		assertThatExceptionOfType(WasmPoolExhaustedException.class)
			.isThrownBy(() -> this.coordination.coordinator(2, LoanOptions.ofPool()))
			.withMessage("orders - too many wait (size=8, active=8, idle=0, waiting=2)");
		assertThatExceptionOfType(WasmPoolExhaustedException.class).as("who does not wait is told so")
			.isThrownBy(() -> this.coordination.coordinator(2, LoanOptions.ofPool().withAcquireTimeout(Duration.ZERO)))
			.withMessageContaining("another coordinator is being leased");
		other.close();
		for (Future<Integer> leased : waiting) {
			assertThat(leased.get(30, TimeUnit.SECONDS)).isEqualTo(3);
		}
	}

	private int lease() {
		try (WasmCoordinator coordinator = this.coordination.coordinator(3, LoanOptions.ofPool())) {
			return coordinator.size();
		}
	}

	@Test
	void whoWantsMoreThanIsLeftAfterAResizeIsToldSo() throws Exception {
		Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
		WasmCoordinator other = coordinator(6, null);
		Future<Integer> first = start(this::lease);
		Awaitility.await().until(() -> this.leasing.active() == 8);
		Future<?> second = start(
				() -> this.coordination.coordinator(5, LoanOptions.ofPool().withAcquireTimeout(forEver)));
		Awaitility.await().until(() -> this.leasing.stats().waiting() == 1);
		this.leasing.resize(4);
		other.close();
		assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(3);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> second.get(30, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(WasmPoolExhaustedException.class)
			.withMessageMatching("orders - 5 instances were wanted for a coordinator, but only 0 were acquired within"
					+ " 9223372036854775807 ms: the pool was resized to 4 \\(size=4, .*waiting=0\\)");
	}

	@Test
	void whoComesTooLateIsToldSoOnce() {
		try (WasmCoordinator other = coordinator(6, null)) {
			assertThat(other.size()).isEqualTo(6);
			LoanOptions options = LoanOptions.ofPool().withAcquireTimeout(Duration.ofMillis(20));
			assertThatExceptionOfType(WasmPoolExhaustedException.class)
				.isThrownBy(() -> this.coordination.coordinator(3, options))
				.withMessage(
						"orders - 3 instances were wanted for a coordinator, but only 2 were acquired within 20 ms:"
								+ " the others are in use (size=8, active=8, idle=0, waiting=0)");
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void coordinatorsThatCompeteAllGetTheirTurn(long seed) throws Exception {
		List<Future<Integer>> rivals = new ArrayList<>();
		for (int rival = 0; rival < 6; rival++) {
			Random random = new Random(seed * 100 + rival);
			rivals.add(start(() -> {
				int leased = 0;
				for (int round = 0; round < 300; round++) {
					int wanted = 1 + random.nextInt(8);
					try (WasmCoordinator coordinator = this.coordination.coordinator(wanted, LoanOptions.ofPool())) {
						leased += coordinator.broadcast((instance) -> {
							FakeInstance.of(instance);
							Thread.onSpinWait();
							return 1;
						}).size() / wanted;
					}
				}
				return leased;
			}));
		}
		for (Future<Integer> rival : rivals) {
			assertThat(rival.get(60, TimeUnit.SECONDS)).isEqualTo(300);
		}
	}

}
