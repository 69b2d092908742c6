package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.concurrent.FutureTask;

import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.SharedWasmMemory;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Guests that wait for each other and for Java, and those that would wait for ever.
 */
class SharedWaitTests {

	private static final int WOKEN = 0;

	private static final int NOT_EQUAL = 1;

	private static final int TIMED_OUT = 2;

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(SharedGuests.guest())
		.sharedMemory(true)
		.executionTimeout(Duration.ofSeconds(60))
		.build();

	private final WasmPool pool = this.runtime.pool(this.module).size(2).build();

	private final SharedWasmMemory memory = this.pool.sharedMemory();

	@AfterEach
	void close() {
		this.pool.close();
		this.module.close();
		this.runtime.close();
	}

	@Test
	void aProducerAndAConsumerTakeTurns() throws Exception {
		int count = 20_000;
		FutureTask<Long> consumer = start((instance) -> instance.callLong("consume", count));
		FutureTask<Long> producer = start((instance) -> {
			instance.callVoid("produce", count);
			return 0L;
		});
		producer.get();
		assertThat(consumer.get()).isEqualTo(count * (count + 1L) / 2);
	}

	@Test
	void aGuestConsumesWhatJavaProduces() throws Exception {
		int count = 200;
		FutureTask<Long> consumer = start((instance) -> instance.callLong("consume", count));
		for (int i = 1; i <= count; i++) {
			Awaitility.await().pollInterval(Duration.ofNanos(100_000)).until(() -> this.memory.loadInt(16) == 0);
			this.memory.storeInt(20, i);
			this.memory.storeInt(16, 1);
			this.memory.notify(16, 1);
		}
		assertThat(consumer.get()).isEqualTo(count * (count + 1L) / 2);
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, Long.MAX_VALUE, Long.MIN_VALUE })
	void aGuestThatWaitsForEverIsStoppedWhenItsTimeIsUp(long timeout) {
		try (WasmPool hasty = this.runtime.pool(this.module)
			.name("hasty")
			.size(1)
			.executionTimeout(Duration.ofMillis(50))
			.build()) {
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> hasty.useInstance((instance) -> instance.callInt("wait", 0, timeout)));
			assertThatExceptionOfType(WasmExecutionTimeoutException.class)
				.isThrownBy(() -> hasty.useInstance((instance) -> instance.callInt("waitLong", 64, 0L, timeout)));
			assertThat(hasty.sharedMemory().notify(32, -1)).isZero();
		}
	}

	@Test
	void aWaiterIsWokenAlsoAfterALongTime() throws Exception {
		FutureTask<Integer> waiter = start((instance) -> instance.callInt("wait", 0, -1L));
		Thread.sleep(100);
		this.memory.storeInt(32, 1);
		this.memory.notify(32, 1);
		assertThat(waiter.get()).isEqualTo(WOKEN);
	}

	@Test
	void aWaiterFindsAChangeByItselfWithinASlice() throws Exception {
		FutureTask<Integer> waiter = start((instance) -> instance.callInt("waitLong", 64, 0L, -1L));
		Thread.sleep(50);
		this.memory.storeLong(64, 1);
		assertThat(waiter.get()).isEqualTo(WOKEN);
	}

	@Test
	void anotherValueOrATimeoutEndTheWait() {
		this.memory.storeInt(32, 5);
		this.memory.storeLong(64, 1L << 40);
		this.pool.useInstance((instance) -> {
			assertThat(instance.callInt("wait", 4, -1L)).isEqualTo(NOT_EQUAL);
			assertThat(instance.callInt("waitLong", 64, 0L, -1L)).isEqualTo(NOT_EQUAL);
			for (long nanos : new long[] { 0, 1, 1_000_000, 10_000_000, 25_000_000 }) {
				long begun = System.nanoTime();
				assertThat(instance.callInt("wait", 5, nanos)).isEqualTo(TIMED_OUT);
				assertThat(instance.callInt("waitLong", 64, 1L << 40, nanos)).isEqualTo(TIMED_OUT);
				assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(2 * nanos);
			}
		});
	}

	@Test
	void waitingAtImpossibleAddressesIsATrap() {
		assertTrap("waitLong", Code.HEAP_MISALIGNED, 68, 0L, 0L);
		assertTrap("waitLong", Code.MEMORY_OUT_OF_BOUNDS, 131_072, 0L, 0L);
		assertTrap("waitFar", Code.MEMORY_OUT_OF_BOUNDS, 16);
		assertTrap("waitFar", Code.MEMORY_OUT_OF_BOUNDS, 1_000);
		assertTrap("waitFar", Code.MEMORY_OUT_OF_BOUNDS, 0);
		assertTrap("waitNever", Code.UNREACHABLE);
	}

	private void assertTrap(String function, Code code, Object... args) {
		assertThatExceptionOfType(WasmTrapException.class)
			.isThrownBy(() -> this.pool.useInstance((instance) -> instance.call(function, args)))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
	}

	private <T> FutureTask<T> start(Work<T> work) {
		FutureTask<T> task = new FutureTask<>(() -> {
			try (WasmInstance instance = this.pool.acquire()) {
				return work.run(instance);
			}
		});
		Thread thread = new Thread(task, "guest");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	private interface Work<T> {

		T run(WasmInstance instance);

	}

}
