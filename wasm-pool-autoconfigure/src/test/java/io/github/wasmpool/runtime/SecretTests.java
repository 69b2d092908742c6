package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;

import io.github.wasmpool.Effort;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads leave their secrets in all of memory, its reserve, grown pages and
 * globals, and none finds one. Run with {@code -Dwasmpool.test.attack=60000} to attack
 * for so many milliseconds.
 */
class SecretTests {

	private static final int THREADS = 16;

	/** Each thread tries at least so often, however slow the machine is. */
	private static final int TRIES = 20;

	private static final Duration DURATION = Duration
		.ofMillis(Long.getLong("wasmpool.test.attack", Effort.of(300, 5_000)));

	@ParameterizedTest
	@CsvSource({ "CALLER, 0", "CALLER, 3", "DEDICATED, 0", "DEDICATED, 3" })
	void noBorrowerFindsASecret(ExecutionMode execution, int reserve) throws Exception {
		attack(execution, reserve, Thread::new, false);
	}

	@ParameterizedTest
	@CsvSource({ "CALLER, 0", "CALLER, 3", "DEDICATED, 0", "DEDICATED, 3" })
	void noBorrowerFindsASecretThoughInterruptedAtAnyMoment(ExecutionMode execution, int reserve) throws Exception {
		attack(execution, reserve, Thread::new, true);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void noBorrowerOnAVirtualThreadFindsASecret() throws Exception {
		Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
		ThreadFactory virtual = (ThreadFactory) Class.forName("java.lang.Thread$Builder")
			.getMethod("factory")
			.invoke(builder);
		for (ExecutionMode execution : ExecutionMode.values()) {
			attack(execution, 0, virtual, false);
			attack(execution, 3, virtual, true);
		}
	}

	private static void attack(ExecutionMode execution, int reserve, ThreadFactory threads, boolean interrupting)
			throws Exception {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = SecretiveGuest.module(runtime, reserve);
				WasmPool pool = runtime.pool(module).size(4).execution(execution).build()) {
			pool.prefill();
			long end = System.nanoTime() + DURATION.toNanos();
			List<FutureTask<Integer>> attacks = new ArrayList<>();
			List<Thread> attackers = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				FutureTask<Integer> attack = new FutureTask<>(attack(pool, new SecretiveGuest(reserve, i), end));
				attacks.add(attack);
				attackers.add(threads.newThread(attack));
			}
			attackers.forEach(Thread::start);
			Random random = new Random(14);
			while (interrupting && System.nanoTime() < end) {
				Thread.sleep(0, random.nextInt(999_999));
				attackers.get(random.nextInt(THREADS)).interrupt();
			}
			int loans = 0;
			for (FutureTask<Integer> attack : attacks) {
				loans += result(attack);
			}
			assertThat(loans).isPositive();
			assertThat(pool.counters().restored()).isPositive();
		}
	}

	private static Callable<Integer> attack(WasmPool pool, SecretiveGuest guest, long end) {
		return () -> {
			int loans = 0;
			for (int tries = 0; tries < TRIES || System.nanoTime() < end; tries++) {
				try {
					guest.borrow(pool);
					loans++;
				}
				catch (RuntimeException ex) {
					// Interrupted, or the guest was given up; a secret found is an Error
					Thread.interrupted();
				}
			}
			return loans;
		};
	}

	private static int result(FutureTask<Integer> attack) throws Exception {
		try {
			return attack.get();
		}
		catch (ExecutionException ex) {
			throw new AssertionError("A thread failed", ex.getCause());
		}
	}

}
