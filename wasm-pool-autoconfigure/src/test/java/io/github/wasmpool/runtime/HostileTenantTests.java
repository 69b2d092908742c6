package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.Effort;
import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolCounters;
import io.github.wasmpool.Wat;
import io.github.wasmpool.type.MemoryLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Eight tenants, one of whom has eight threads borrow guests that loop, trap, allocate
 * and print without end. The others get all their loans, and it gets no more than its
 * share. (What their loans take then is measured by {@code HostileTenant} of the
 * benchmarks.)
 */
class HostileTenantTests {

	private static final int TENANTS = 8;

	private static final int ATTACKERS = 8;

	private static final int SIZE = 2;

	private static final int CEILING = 20;

	private static final int LOANS = Effort.of(30, 2_000);

	private static final long PAGE = 65536;

	private static final List<String> EVIL = List.of("loop", "trap", "allocate", "print");

	private static final String GUEST = """
			(module
				(import "wasi_snapshot_preview1" "fd_write"
					(func $write (param i32 i32 i32 i32) (result i32)))
				(memory (export "memory") 1)
				(data (i32.const 64) "a line that nobody wants to read\\0a")
				(func (export "work") (result i32)
					(i32.store (i32.const 1000) (i32.add (i32.load (i32.const 1000)) (i32.const %d)))
					(i32.load (i32.const 1000)))
				(func (export "loop") (loop (br 0)))
				(func (export "trap") (unreachable))
				(func (export "allocate")
					(loop
						(drop (memory.grow (i32.const 1)))
						(memory.fill (i32.const 0) (i32.const 1) (i32.mul (memory.size) (i32.const 65536)))
						(br 0)))
				(func (export "print")
					(i32.store (i32.const 0) (i32.const 64))
					(i32.store (i32.const 4) (i32.const 33))
					(loop
						(drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
						(br 0))))
			""";

	private final AtomicBoolean repelled = new AtomicBoolean();

	@ParameterizedTest
	@EnumSource
	void theOthersGetAllTheirLoansAndItGetsNoMoreThanItsShare(ExecutionMode mode) throws Exception {
		EngineOptions budgets = EngineOptions.DEFAULTS.withMaxInstances(TENANTS * SIZE)
			.withMaxMemory(TENANTS * SIZE * CEILING * PAGE);
		try (WasmtimeRuntime runtime = new WasmtimeRuntime(budgets)) {
			List<WasmPool> pools = new ArrayList<>();
			for (int tenant = 1; tenant <= TENANTS; tenant++) {
				pools.add(pool(runtime, tenant, mode));
			}
			WasmPool hostile = pools.remove(TENANTS - 1);
			List<FutureTask<Boolean>> attackers = new ArrayList<>();
			for (int i = 0; i < ATTACKERS; i++) {
				int first = i;
				attackers.add(start(() -> attack(hostile, first)));
			}
			List<FutureTask<Boolean>> others = new ArrayList<>();
			for (int i = 0; i < pools.size(); i++) {
				int tenant = i + 1;
				WasmPool pool = pools.get(i);
				others.add(start(() -> work(pool, tenant)));
			}
			for (FutureTask<Boolean> other : others) {
				while (!other.isDone()) {
					assertKeepsToItsShare(hostile);
				}
				assertThat(other.get()).isTrue();
			}
			while (!hasDoneItsWorst(hostile)) {
				assertKeepsToItsShare(hostile);
			}
			assertThatIllegalArgumentException().isThrownBy(() -> hostile.resize(SIZE + 1))
				.withMessageContaining("'wasm.engine.max-instances' allows 16 over all pools");
			this.repelled.set(true);
			for (FutureTask<Boolean> attacker : attackers) {
				attacker.get(1, TimeUnit.MINUTES);
			}
			assertThat(pools).allSatisfy((pool) -> {
				WasmPoolCounters counters = pool.counters();
				assertThat(counters.acquired()).isEqualTo(LOANS);
				assertThat(counters.calls()).containsEntry(CallOutcome.RETURNED, LOANS + 0L);
				assertThat(counters.calls().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(LOANS);
				assertThat(counters.exhausted()).isZero();
			});
			assertThat(hostile.callInt("work")).isEqualTo(TENANTS);
		}
	}

	private static WasmPool pool(WasmtimeRuntime runtime, int tenant, ExecutionMode mode) {
		try (WasmModule module = runtime.module(Wat.compile(GUEST.formatted(tenant)))
			.memory(MemoryLimits.of(1, CEILING))
			.build()) {
			return runtime.pool(module)
				.name("tenant" + tenant)
				.size(SIZE)
				.execution(mode)
				.acquireTimeout(Duration.ofMinutes(1))
				.executionTimeout(Duration.ofMillis((tenant == TENANTS) ? 50 : 60_000))
				.build();
		}
	}

	private static void work(WasmPool pool, int tenant) {
		for (int i = 0; i < LOANS; i++) {
			assertThat(pool.callInt("work")).isEqualTo(tenant);
		}
	}

	private void attack(WasmPool pool, int first) {
		for (int i = first; !this.repelled.get(); i++) {
			try {
				pool.callVoid(EVIL.get(i % EVIL.size()));
			}
			catch (WasmException ex) {
				assertThat(ex).hasMessageContaining(EVIL.get(i % EVIL.size()));
			}
		}
	}

	private static void assertKeepsToItsShare(WasmPool hostile) throws InterruptedException {
		assertThat(hostile.stats().live()).isLessThanOrEqualTo(SIZE);
		assertThat(hostile.linearMemory()).isLessThanOrEqualTo(SIZE * CEILING * PAGE);
		Thread.sleep(5);
	}

	private static boolean hasDoneItsWorst(WasmPool hostile) {
		WasmPoolCounters counters = hostile.counters();
		return counters.calls().getOrDefault(CallOutcome.TRAPPED, 0L) > 0
				&& counters.calls().getOrDefault(CallOutcome.TIMED_OUT, 0L) > 0
				&& counters.acquired() > 2L * EVIL.size();
	}

	private static FutureTask<Boolean> start(Runnable work) {
		FutureTask<Boolean> task = new FutureTask<>(work, true);
		Thread thread = new Thread(task, "tenant");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

}
